#include <zint.h>

/* Swift sees the two-dimensional array of encoded rows as a tuple of tuples; these read it by index.
   Bit order within a byte as in zint's own module_is_set(): the lowest bit is the leftmost module. */

static inline int kiosk_zint_module(const struct zint_symbol *symbol, int row, int column) {
    if (row < 0 || row >= symbol->rows || row >= 200 || column < 0 || column >= symbol->width || column >= 1152) {
        return 0;
    }
    return (symbol->encoded_data[row][column >> 3] >> (column & 7)) & 1;
}

/* Never NULL; ends within its 100 bytes. */
static inline const char *kiosk_zint_error(const struct zint_symbol *symbol) {
    return symbol->errtxt;
}
