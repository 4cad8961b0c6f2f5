#include <png.h>
#include <stdint.h>
#include <string.h>

/* libpng's simplified reader, which keeps its setjmp to itself (libpng manual, section V). Its formats, flags and
   sizes are macros, which Swift does not see. */

/* Reads the header. The image is to be given to png_image_free in every case. */
static inline int kiosk_png_begin(png_image *image, const void *bytes, size_t count) {
    memset(image, 0, sizeof *image);
    image->version = PNG_IMAGE_VERSION;
    return png_image_begin_read_from_memory(image, bytes, count);
}

/* Reads the picture as one byte of luma a pixel, laid on white paper: width × height bytes. */
static inline int kiosk_png_finish(png_image *image, uint8_t *luma) {
    const png_color white = {255, 255, 255};
    image->format = PNG_FORMAT_GRAY;
    /* Sixteen bits without a gamma are meant as sRGB by all who write bills, not as linear light. */
    image->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    return png_image_finish_read(image, &white, luma, (png_int_32)image->width, NULL);
}

/* Never NULL; ends within its 64 bytes. Empty when nothing was to be said. */
static inline const char *kiosk_png_message(const png_image *image) {
    return image->message;
}
