/* What printing costs without Paycircle: hands a file to the printer with this serial number over libusb, and nothing
 * else. Prints when the first byte was handed over and when the last one was taken, in nanoseconds of CLOCK_BOOTTIME.
 *
 *     cc -O2 -o bare-print bare-print.c $(pkg-config --cflags --libs libusb-1.0)
 *     bare-print SERIAL FILE
 */
#include <libusb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* As much as one transfer of Paycircle's may carry. */
#define PIECE 32768
#define DEADLINE_MS 10000

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_BOOTTIME, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static libusb_device_handle *find(const char *serial) {
    libusb_device **list;
    ssize_t count = libusb_get_device_list(NULL, &list);
    for (ssize_t i = 0; i < count; i++) {
        struct libusb_device_descriptor descriptor;
        libusb_device_handle *handle;
        unsigned char text[128] = "";
        if (libusb_get_device_descriptor(list[i], &descriptor) != 0 || descriptor.iSerialNumber == 0) continue;
        if (libusb_open(list[i], &handle) != 0) continue;
        libusb_get_string_descriptor_ascii(handle, descriptor.iSerialNumber, text, sizeof text);
        if (strcmp((char *)text, serial) == 0) return handle;
        libusb_close(handle);
    }
    return NULL;
}

static int bulk_out(libusb_device_handle *handle) {
    struct libusb_config_descriptor *configuration;
    if (libusb_get_active_config_descriptor(libusb_get_device(handle), &configuration) != 0) return -1;
    const struct libusb_interface_descriptor *interface = configuration->interface[0].altsetting;
    for (int i = 0; i < interface->bNumEndpoints; i++) {
        const struct libusb_endpoint_descriptor *endpoint = &interface->endpoint[i];
        if ((endpoint->bmAttributes & 3) == 2 && (endpoint->bEndpointAddress & 0x80) == 0)
            return endpoint->bEndpointAddress;
    }
    return -1;
}

int main(int count, char **arguments) {
    if (count != 3) return 64;
    FILE *file = fopen(arguments[2], "rb");
    static unsigned char bytes[1 << 20];
    size_t length = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (length == 0 || libusb_init(NULL) != 0) return 66;
    libusb_device_handle *handle = find(arguments[1]);
    if (handle == NULL) return 69;
    libusb_set_auto_detach_kernel_driver(handle, 1);
    int endpoint = bulk_out(handle);
    if (endpoint < 0 || libusb_claim_interface(handle, 0) != 0) return 69;
    long long start = now();
    for (size_t at = 0; at < length;) {
        int piece = length - at < PIECE ? (int)(length - at) : PIECE, sent = 0;
        if (libusb_bulk_transfer(handle, (unsigned char)endpoint, bytes + at, piece, &sent, DEADLINE_MS) != 0) return 74;
        at += sent;
    }
    printf("%lld %lld\n", start, now());
    libusb_release_interface(handle, 0);
    libusb_close(handle);
    libusb_exit(NULL);
    return 0;
}
