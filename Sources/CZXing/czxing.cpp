#define ZX_USE_UTF8

#include "CZXing.h"

#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace {

const std::pair<uint32_t, ZXing::BarcodeFormat> formatNames[] = {
    {KIOSK_ZXING_CODE128, ZXing::BarcodeFormat::Code128}, {KIOSK_ZXING_ITF, ZXing::BarcodeFormat::ITF},
    {KIOSK_ZXING_EAN13, ZXing::BarcodeFormat::EAN13},     {KIOSK_ZXING_EAN8, ZXing::BarcodeFormat::EAN8},
    {KIOSK_ZXING_CODE39, ZXing::BarcodeFormat::Code39},   {KIOSK_ZXING_QR, ZXing::BarcodeFormat::QRCode},
    {KIOSK_ZXING_UPCA, ZXing::BarcodeFormat::UPCA},
};

ZXing::DecodeHints hints(uint32_t formats, uint32_t options, uint8_t most)
{
    ZXing::BarcodeFormats wanted;
    for (const auto &[bit, format] : formatNames) {
        if (formats & bit) wanted |= format;
    }
    ZXing::DecodeHints hints;
    if (!(options & KIOSK_ZXING_EVERY_FORMAT)) hints.setFormats(wanted);
    hints.setTryHarder(options & KIOSK_ZXING_TRY_HARDER);
    hints.setTryRotate(options & KIOSK_ZXING_TRY_ROTATE);
    hints.setTryDownscale(options & KIOSK_ZXING_TRY_DOWNSCALE);
    if (options & KIOSK_ZXING_GLOBAL_THRESHOLD) hints.setBinarizer(ZXing::Binarizer::GlobalHistogram);
    if (options & KIOSK_ZXING_BLACK_AND_WHITE) hints.setBinarizer(ZXing::Binarizer::BoolCast);
    hints.setMaxNumberOfSymbols(most);
    return hints;
}

} // namespace

struct kiosk_zxing_list
{
    struct Entry
    {
        ZXing::Result result;
        ZXing::ByteArray eciBytes;
    };

    std::vector<Entry> entries;
};

extern "C" struct kiosk_zxing_list *kiosk_zxing_read(
    const struct kiosk_zxing_frame *frame, uint32_t formats, uint32_t options, uint8_t most)
try {
    const ZXing::ImageView view(
        frame->luma, frame->width, frame->height, ZXing::ImageFormat::Lum, frame->stride);
    auto list = std::make_unique<kiosk_zxing_list>();
    const auto look = [&](uint32_t wanted, uint8_t most) {
        for (auto &result : ZXing::ReadBarcodes(view, hints(wanted, options, most))) {
            if (!result.isValid()) continue;
            auto eciBytes = result.hasECI() ? result.bytesECI() : ZXing::ByteArray();
            list->entries.push_back({std::move(result), std::move(eciBytes)});
        }
    };
    if (options & KIOSK_ZXING_EVERY_FORMAT) {
        look(0, 1);
        return list.release();
    }
    // Bar codes only one at a time: where two results say the same, Result::operator== of 1.4 asserts that the first was
    // seen on one line alone, and Debian builds with assertions, so the process would end. Codes without bars are compared
    // otherwise. No formats would mean all of them.
    const uint32_t matrix = formats & KIOSK_ZXING_QR;
    const uint32_t bars = formats & ~matrix;
    if (matrix) look(matrix, most);
    if (bars) look(bars, 1);
    return list.release();
} catch (const std::exception &) {
    return nullptr;
}

extern "C" size_t kiosk_zxing_count(const struct kiosk_zxing_list *list)
{
    return list->entries.size();
}

extern "C" struct kiosk_zxing_code kiosk_zxing_at(const struct kiosk_zxing_list *list, size_t index)
{
    const auto &[result, eciBytes] = list->entries[index];
    kiosk_zxing_code code = {};
    for (const auto &[bit, format] : formatNames) {
        if (result.format() == format) code.format = bit;
    }
    const auto aim = result.symbologyIdentifier();
    std::memcpy(code.aim, aim.data(), std::min(aim.size(), sizeof code.aim - 1));
    code.line_count = result.lineCount();
    code.is_mirrored = result.isMirrored();
    for (int corner = 0; corner < 4; ++corner) {
        code.corners[corner] = {result.position()[corner].x, result.position()[corner].y};
    }
    code.bytes = result.bytes().data();
    code.length = result.bytes().size();
    if (!eciBytes.empty()) {
        code.eci_bytes = eciBytes.data();
        code.eci_length = eciBytes.size();
    }
    return code;
}

extern "C" void kiosk_zxing_free(struct kiosk_zxing_list *list)
{
    delete list;
}
