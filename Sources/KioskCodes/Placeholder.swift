// KioskCodes
