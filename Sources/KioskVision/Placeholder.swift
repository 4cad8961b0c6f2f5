// KioskVision
