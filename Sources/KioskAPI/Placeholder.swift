// KioskAPI
