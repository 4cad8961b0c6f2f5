"""A headless Chromium (Debian's chromium and chromium-driver) with a page of exactly the size asked for."""

from contextlib import contextmanager

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

# Width and height of the kiosks' screens in CSS pixels, which are theirs one to one.
VIEWPORTS = {"portrait": (1080, 1920), "landscape": (1280, 1024), "wide": (1366, 768)}


@contextmanager
def chromium(reduced_motion=True):
    """Opens the browser and closes it whatever happens. Stillness makes pictures comparable."""
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for argument in (
        "--headless=new",
        "--no-sandbox",  # the test machine runs this as root in a container
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        # As on a kiosk, whose page sounds before anybody touched it; nobody hears it here.
        "--autoplay-policy=no-user-gesture-required",
        "--mute-audio",
        "--force-device-scale-factor=1",
        "--window-size=1400,2000",
    ):
        options.add_argument(argument)
    if reduced_motion:
        options.add_argument("--force-prefers-reduced-motion")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    driver.set_page_load_timeout(30)
    try:
        yield driver
    finally:
        driver.quit()


def resize(driver, viewport):
    """Gives the page one of the kiosks' sizes, whatever the window's frame takes."""
    width, height = VIEWPORTS[viewport]
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
    )


def complaints(driver):
    """What the browser's console complained of: blocked content, failed requests, errors of the script."""
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
