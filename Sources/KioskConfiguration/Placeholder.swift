// KioskConfiguration
