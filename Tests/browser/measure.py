#!/usr/bin/python3
"""Measures pages of the touch screens in a real browser: contrast, targets, overflow.

As a module: `measure(driver)` gives the findings of the page that is open, each a sentence.
As a program: `measure.py GALLERY [--pictures DIR] [--only TEXT] [--viewport NAME]` serves a gallery that the Swift
test `GalleryExport` wrote (PAYCIRCLE_GALLERY_DIR) and measures every page of it in every size of screen.
"""

import argparse
import functools
import http.server
import json
import pathlib
import sys
import threading

from browser import VIEWPORTS, chromium, complaints, resize

# shared/screens.md and the elders' rules in shared/facts/domain.md.
LEAST_CONTRAST = 4.5
LEAST_CONTRAST_OF_MAIN_TEXT = 12
LEAST_TARGET = {False: 60, True: 80}
LEAST_TYPE = 20
LEAST_LINE_SPACING = 1.4

SCRIPT = r"""
const limits = arguments[0];
const findings = [];
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const toRGBA = (css) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
};
const over = (top, below) => top.slice(0, 3).map((value, i) => value * top[3] + below[i] * (1 - top[3]));
const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x); return (light + 0.05) / (dark + 0.05);
};
const groundOf = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
        const colour = toRGBA(getComputedStyle(e).backgroundColor);
        layers.push(colour);
        if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
};
const isShown = (element) => {
    const style = getComputedStyle(element);
    if (style.visibility !== "visible" || style.display === "none") return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && !element.closest(".unseen, [hidden]");
};
const name = (element) => {
    const words = (element.innerText || element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${element.tagName.toLowerCase()} ${element.getAttribute("data-choice") || element.getAttribute("class") || ""}> "${words}"`;
};
const isLarge = document.documentElement.classList.contains("large");
const main = document.getElementById("main");

// Text: contrast, size, line spacing, and none of it cut off.
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const seen = new Set();
while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.nodeValue.trim() || seen.has(element) || !isShown(element)) continue;
    if (element.closest("[aria-hidden=true]") && !element.matches(".figure, .month")) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const ratio = contrast(over(toRGBA(style.color), groundOf(element)), groundOf(element));
    const isMain = element.closest("h1, .answer, .activity, .count-figure, .typed, .lead, .amount");
    const onPlainGround = !element.closest(".amber, .red, .primary, .enough");
    const least = isMain && onPlainGround ? limits.mainContrast : limits.contrast;
    if (ratio < least) findings.push(`contrast ${ratio.toFixed(1)} below ${least}: ${name(element)}`);
    const size = parseFloat(style.fontSize);
    if (size < limits.type) findings.push(`type of ${size} px: ${name(element)}`);
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
    if (lines > 1 && parseFloat(style.lineHeight) / size < limits.spacing - 0.001) {
        findings.push(`line spacing ${(parseFloat(style.lineHeight) / size).toFixed(2)}: ${name(element)}`);
    }
}

// What is touched: large enough, and not covered by another target.
const targets = [...document.querySelectorAll("button")].filter(isShown);
for (const target of targets) {
    const box = target.getBoundingClientRect();
    if (box.width < limits.target - 0.5 || box.height < limits.target - 0.5) {
        findings.push(`target ${Math.round(box.width)} × ${Math.round(box.height)} px: ${name(target)}`);
    }
    if (!target.innerText.trim()) findings.push(`target without words: ${name(target)}`);
}
const boxes = targets.map((t) => [t, t.getBoundingClientRect()]);
boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
    if (Boolean(a.closest("main")) !== Boolean(b.closest("main"))) return;
    const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (across > 1 && down > 1) findings.push(`targets overlap: ${name(a)} and ${name(b)}`);
}));

// Labels of bars may hang over their bars, never over each other.
const labels = [...document.querySelectorAll(".figure, .month")].filter(isShown).map((l) => [l, l.getBoundingClientRect()]);
labels.forEach(([a, p], i) => labels.slice(i + 1).forEach(([b, q]) => {
    const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (across > 0 && down > 1) findings.push(`labels overlap: ${name(a)} and ${name(b)}`);
}));

// Overflow: nothing reaches out of the screen, nothing is wider than its place, the page itself never scrolls.
const root = document.documentElement;
if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) {
    findings.push(`the page is ${root.scrollWidth} × ${root.scrollHeight} on a screen of ${innerWidth} × ${innerHeight}`);
}
if (main.scrollWidth > main.clientWidth) findings.push(`main is ${main.scrollWidth} wide in ${main.clientWidth}`);
for (const element of document.querySelectorAll("#kiosk *")) {
    if (!isShown(element) || element.closest("svg")?.parentElement?.closest("svg")) continue;
    if (element.closest("svg") && element.tagName !== "svg") continue;
    const box = element.getBoundingClientRect();
    if (box.left < -1 || box.right > innerWidth + 1) findings.push(`out of the screen: ${name(element)}`);
    if (!element.closest("main") && (box.top < -1 || box.bottom > innerHeight + 1)) {
        findings.push(`below the screen: ${name(element)}`);
    }
    if (main.contains(element) && element !== main && box.top < main.getBoundingClientRect().top - 1 && main.scrollTop === 0) {
        findings.push(`above what can be scrolled to: ${name(element)}`);
    }
    if (element.closest(".bars")) continue;
    const parent = element.parentElement;
    const isClipped = element.scrollWidth > element.clientWidth + 2 && element.clientWidth > 0;
    if (isClipped && element !== main && getComputedStyle(element).display !== "inline") {
        findings.push(`wider than its place by ${element.scrollWidth - element.clientWidth}: ${name(element)}`);
    }
    if (parent && parent !== main && !parent.closest("svg") && getComputedStyle(parent).display !== "contents") {
        const room = parent.getBoundingClientRect();
        if (box.right > room.right + 2 || box.left < room.left - 2) findings.push(`sticks out of its parent: ${name(element)}`);
    }
}

// One verb a screen, always in sight.
const primary = [...document.querySelectorAll(".primary")];
if (primary.length > 1) findings.push(`${primary.length} primary buttons`);
for (const button of primary) {
    const box = button.getBoundingClientRect();
    if (box.bottom > innerHeight || box.top < 0) findings.push("the primary button is out of sight");
    if (box.top < innerHeight / 3) findings.push("the primary button is out of reach, in the upper third");
}
if (!root.lang) findings.push("the page has no lang");
if (!document.querySelector("[aria-live=polite]")) findings.push("the page has no live region");
return { findings: [...new Set(findings)], scrolls: main.scrollHeight - main.clientHeight, isLarge };
"""


def measure(driver):
    """Findings of the page that is open; empty when all is well. Also how many pixels `main` scrolls."""
    is_large = driver.execute_script("return document.documentElement.classList.contains('large')")
    result = driver.execute_script(
        SCRIPT,
        {
            "contrast": LEAST_CONTRAST,
            "mainContrast": LEAST_CONTRAST_OF_MAIN_TEXT,
            "target": LEAST_TARGET[is_large],
            "type": LEAST_TYPE,
            "spacing": LEAST_LINE_SPACING,
        },
    )
    return result["findings"], result["scrolls"]


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *arguments):
        pass


def served(folder):
    """Serves a folder on a free loopback port; gives the server, which the caller shuts down."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, name="gallery", daemon=True).start()
    return server


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gallery", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path)
    parser.add_argument("--only", default="", help="pages whose file name contains this")
    parser.add_argument("--viewport", choices=VIEWPORTS)
    arguments = parser.parse_args()
    pages = [page for page in json.loads((arguments.gallery / "index.json").read_text()) if arguments.only in page["file"]]
    server = served(arguments.gallery)
    base = f"http://127.0.0.1:{server.server_port}"
    count = bad = scrolling = 0
    with chromium() as driver:
        for page in pages:
            resize(driver, "portrait")
            driver.get(f"{base}/{page['file']}")
            # Colours do not depend on the size of the screen.
            sizes = ["portrait"] if page["ground"] == "dark" else list(VIEWPORTS)
            for viewport in [arguments.viewport] if arguments.viewport else sizes:
                resize(driver, viewport)
                findings, scrolls = measure(driver)
                if scrolls > 1 and page["type"] == "normal" and viewport == "portrait":
                    findings.append(f"scrolls by {scrolls} px in normal type")
                count += 1
                scrolling += scrolls > 1
                for finding in findings:
                    print(f"{viewport} {page['file']}: {finding}", flush=True)
                bad += bool(findings)
                if arguments.pictures:
                    folder = arguments.pictures / viewport
                    folder.mkdir(parents=True, exist_ok=True)
                    driver.save_screenshot(str(folder / page["file"].replace(".html", ".png")))
            for complaint in complaints(driver):
                bad += 1
                print(f"{page['file']}: {complaint}", flush=True)
    server.shutdown()
    print(f"{count} pictures measured, {bad} with findings, {scrolling} that scroll")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
