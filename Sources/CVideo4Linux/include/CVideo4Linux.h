#ifndef CVIDEO4LINUX_H
#define CVIDEO4LINUX_H

#include <stdint.h>

/* Video4Linux2's requests as functions: they are macros with a type's size in them, and ioctl takes `...`; Swift sees
   neither. Linux's own headers stay out of this one, because they declare types that the C library has too.
   Each returns 0 or the errno. Source: Linux media documentation, "Video for Linux API", part I. */

int kiosk_v4l2_open(const char *path);

/* What the node can do by itself, as `device_caps` says where the driver fills it. */
int kiosk_v4l2_capabilities(int fd, uint32_t *capabilities);
int kiosk_v4l2_can_stream(uint32_t capabilities);

/* The pixel format at `index` of those the camera has; EINVAL after the last. */
int kiosk_v4l2_format_at(int fd, uint32_t index, uint32_t *pixel_format);

struct kiosk_v4l2_picture {
    uint32_t width;
    uint32_t height;
    uint32_t pixel_format;
    uint32_t bytes_per_line;
    uint32_t bytes;
};

/* Asks for a picture and says which one the camera gives. */
int kiosk_v4l2_set_picture(int fd, struct kiosk_v4l2_picture *picture);

/* Asks for `count` mapped buffers and says how many there are; 0 gives them back. */
int kiosk_v4l2_request_buffers(int fd, uint32_t *count);

/* Where the buffer at `index` is mapped from, and how long it is. */
int kiosk_v4l2_query_buffer(int fd, uint32_t index, uint32_t *offset, uint32_t *length);

int kiosk_v4l2_queue(int fd, uint32_t index);

/* Takes a filled buffer; EAGAIN when none is filled yet. A frame with V4L2_BUF_FLAG_ERROR has 0 bytes used. */
int kiosk_v4l2_dequeue(int fd, uint32_t *index, uint32_t *bytes_used);

int kiosk_v4l2_stream(int fd, int on);

#endif
