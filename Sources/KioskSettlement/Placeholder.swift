// KioskSettlement
