// KioskReceipts
