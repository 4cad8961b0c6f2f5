/* Video4Linux2's requests as functions: CVideo4Linux.h. */
#include "CVideo4Linux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <string.h>
#include <sys/ioctl.h>

static int kiosk_v4l2_call(int fd, unsigned long request, void *argument) {
    int result;
    do {
        result = ioctl(fd, request, argument);
    } while (result == -1 && errno == EINTR);
    return result == -1 ? errno : 0;
}

int kiosk_v4l2_open(const char *path) {
    return open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

int kiosk_v4l2_capabilities(int fd, uint32_t *capabilities) {
    struct v4l2_capability answer;
    memset(&answer, 0, sizeof answer);
    int error = kiosk_v4l2_call(fd, VIDIOC_QUERYCAP, &answer);
    *capabilities = answer.capabilities & V4L2_CAP_DEVICE_CAPS ? answer.device_caps : answer.capabilities;
    return error;
}

int kiosk_v4l2_can_stream(uint32_t capabilities) {
    return (capabilities & V4L2_CAP_VIDEO_CAPTURE) && (capabilities & V4L2_CAP_STREAMING);
}

int kiosk_v4l2_format_at(int fd, uint32_t index, uint32_t *pixel_format) {
    struct v4l2_fmtdesc answer;
    memset(&answer, 0, sizeof answer);
    answer.index = index;
    answer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    int error = kiosk_v4l2_call(fd, VIDIOC_ENUM_FMT, &answer);
    *pixel_format = answer.pixelformat;
    return error;
}

int kiosk_v4l2_set_picture(int fd, struct kiosk_v4l2_picture *picture) {
    struct v4l2_format format;
    memset(&format, 0, sizeof format);
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    format.fmt.pix.width = picture->width;
    format.fmt.pix.height = picture->height;
    format.fmt.pix.pixelformat = picture->pixel_format;
    format.fmt.pix.field = V4L2_FIELD_NONE;
    int error = kiosk_v4l2_call(fd, VIDIOC_S_FMT, &format);
    if (error) return error;
    picture->width = format.fmt.pix.width;
    picture->height = format.fmt.pix.height;
    picture->pixel_format = format.fmt.pix.pixelformat;
    picture->bytes_per_line = format.fmt.pix.bytesperline;
    picture->bytes = format.fmt.pix.sizeimage;
    return 0;
}

int kiosk_v4l2_request_buffers(int fd, uint32_t *count) {
    struct v4l2_requestbuffers request;
    memset(&request, 0, sizeof request);
    request.count = *count;
    request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    request.memory = V4L2_MEMORY_MMAP;
    int error = kiosk_v4l2_call(fd, VIDIOC_REQBUFS, &request);
    *count = request.count;
    return error;
}

int kiosk_v4l2_query_buffer(int fd, uint32_t index, uint32_t *offset, uint32_t *length) {
    struct v4l2_buffer buffer;
    memset(&buffer, 0, sizeof buffer);
    buffer.index = index;
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    int error = kiosk_v4l2_call(fd, VIDIOC_QUERYBUF, &buffer);
    *offset = buffer.m.offset;
    *length = buffer.length;
    return error;
}

int kiosk_v4l2_queue(int fd, uint32_t index) {
    struct v4l2_buffer buffer;
    memset(&buffer, 0, sizeof buffer);
    buffer.index = index;
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    return kiosk_v4l2_call(fd, VIDIOC_QBUF, &buffer);
}

int kiosk_v4l2_dequeue(int fd, uint32_t *index, uint32_t *bytes_used) {
    struct v4l2_buffer buffer;
    memset(&buffer, 0, sizeof buffer);
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    int error = kiosk_v4l2_call(fd, VIDIOC_DQBUF, &buffer);
    *index = buffer.index;
    *bytes_used = buffer.flags & V4L2_BUF_FLAG_ERROR ? 0 : buffer.bytesused;
    return error;
}

int kiosk_v4l2_stream(int fd, int on) {
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    return kiosk_v4l2_call(fd, on ? VIDIOC_STREAMON : VIDIOC_STREAMOFF, &type);
}
