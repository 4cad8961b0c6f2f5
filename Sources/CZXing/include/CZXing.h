#ifndef KIOSK_CZXING_H
#define KIOSK_CZXING_H

#include <stddef.h>
#include <stdint.h>

/* The part of zxing-cpp 1.4 (Debian's libzxing-dev) that the kiosk uses, as plain C. No exception leaves it. */

#ifdef __cplusplus
extern "C" {
#endif

enum kiosk_zxing_format {
    KIOSK_ZXING_CODE128 = 1 << 0,
    KIOSK_ZXING_ITF = 1 << 1,
    KIOSK_ZXING_EAN13 = 1 << 2,
    KIOSK_ZXING_EAN8 = 1 << 3,
    KIOSK_ZXING_CODE39 = 1 << 4,
    KIOSK_ZXING_QR = 1 << 5,
    /* Asked for on its own by nobody: it comes with EAN-13, of which it is a part. */
    KIOSK_ZXING_UPCA = 1 << 6
};

enum kiosk_zxing_option {
    KIOSK_ZXING_TRY_HARDER = 1 << 0,
    KIOSK_ZXING_TRY_ROTATE = 1 << 1,
    KIOSK_ZXING_TRY_DOWNSCALE = 1 << 2,
    /* One threshold for the whole picture (or line) instead of one for its neighbourhood. */
    KIOSK_ZXING_GLOBAL_THRESHOLD = 1 << 3,
    /* The picture has two values alone, 0 for bars and anything else for paper. */
    KIOSK_ZXING_BLACK_AND_WHITE = 1 << 4,
    /* The library as it is by itself: every format that it knows. */
    KIOSK_ZXING_EVERY_FORMAT = 1 << 5
};

struct kiosk_zxing_frame {
    const uint8_t *luma;
    int32_t width;
    int32_t height;
    /* Bytes from the start of one row to the start of the next. */
    int32_t stride;
};

struct kiosk_zxing_point {
    int32_t x;
    int32_t y;
};

struct kiosk_zxing_code {
    /* One of kiosk_zxing_format, or 0 for another. */
    uint32_t format;
    /* The AIM identifier, ended by 0; empty when the library knows none. */
    char aim[4];
    /* Scan lines that agreed, of a linear code. */
    int32_t line_count;
    int32_t is_mirrored;
    /* From the code's own top left corner, clockwise. */
    struct kiosk_zxing_point corners[4];
    /* As they stand in the code. Belongs to the list. */
    const uint8_t *bytes;
    size_t length;
    /* With the AIM identifier before and ECI escapes (`\000026`) among them, backslashes doubled; NULL for a code without
       ECI. Belongs to the list. */
    const uint8_t *eci_bytes;
    size_t eci_length;
};

struct kiosk_zxing_list;

/* What is in the frame: up to `most` matrix codes, and one bar code; with every format one code at all.
   NULL when the library failed, mostly for want of memory. To be given back to kiosk_zxing_free. */
struct kiosk_zxing_list *kiosk_zxing_read(
    const struct kiosk_zxing_frame *frame, uint32_t formats, uint32_t options, uint8_t most);

size_t kiosk_zxing_count(const struct kiosk_zxing_list *list);

/* The code at `index`, which must be below the count. */
struct kiosk_zxing_code kiosk_zxing_at(const struct kiosk_zxing_list *list, size_t index);

void kiosk_zxing_free(struct kiosk_zxing_list *list);

#ifdef __cplusplus
}
#endif

#endif
