#include <libusb.h>

#ifdef __linux__
#include <sys/prctl.h>

/// Gives the calling thread a name, of which Linux keeps 15 bytes. Swift cannot call functions with `...`.
static inline void kiosk_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}
#else
static inline void kiosk_name_thread(const char *name) {
    (void)name;
}
#endif
