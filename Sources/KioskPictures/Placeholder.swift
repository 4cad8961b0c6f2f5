// KioskPictures
