"""Walks through a visit on the touch screens as a resident would: looking for buttons, touching them, waiting.

The hands that are not on the screen (laying a bill on the scanner, putting in a note, a card) are callbacks, so that
the same walk drives simulated devices and, one day, a real kiosk:

    hands = {"lay_bill": ..., "insert_note": lambda yuan: ..., "insert_card": ...}
    with chromium() as driver:
        Walk(driver, "http://127.0.0.1:8080", hands, pictures="shots").pay_in_cash([100])
"""

import pathlib

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from browser import complaints
from measure import measure

PATIENCE = 15  # seconds until a screen that should come is missed


class Walk:
    """One visit. Every screen on the way is measured and, when asked for, photographed."""

    def __init__(self, driver, base, hands, pictures=None):
        self.driver, self.base, self.hands = driver, base.rstrip("/"), hands
        self.pictures = pathlib.Path(pictures) if pictures else None
        self.seen, self.findings, self.touches = [], [], 0
        driver.get(self.base + "/")

    # Looking

    @property
    def screen(self):
        """The kind of the screen that is shown: attract, billExplained, methodChoice, cash, done, failed …"""
        return self.driver.find_element(By.ID, "kiosk").get_attribute("data-screen")

    def wait_for(self, *screens, patience=PATIENCE):
        """Waits until one of the screens is shown, looks it over, and says which."""
        WebDriverWait(self.driver, patience, poll_frequency=0.05, ignored_exceptions=[StaleElementReferenceException]).until(
            lambda _: self.screen in screens, f"waited for {' or '.join(screens)}, and {self.screen} is shown"
        )
        shown = self.screen
        self.look(shown)
        return shown

    def wait_for_text(self, text, patience=PATIENCE):
        """Waits until the screen says this."""
        WebDriverWait(self.driver, patience, poll_frequency=0.05, ignored_exceptions=[StaleElementReferenceException]).until(
            lambda driver: text in driver.find_element(By.ID, "main").text, f"waited to read {text!r}"
        )

    def wait_until(self, is_so, what, patience=PATIENCE):
        """Waits until something is so that no text tells."""
        WebDriverWait(self.driver, patience, poll_frequency=0.05).until(lambda _: is_so(), f"waited until {what}")

    def look(self, name):
        """Measures the screen, and keeps a picture of it under the number of its turn."""
        self.seen.append(name)
        findings, _ = measure(self.driver)
        self.findings += [f"{name}: {finding}" for finding in findings]
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            self.driver.save_screenshot(str(self.pictures / f"{len(self.seen):02d}-{name}.png"))

    # Touching

    def has(self, choice):
        """Whether a button is there, by its data-choice."""
        return bool(self.driver.find_elements(By.CSS_SELECTOR, f'[data-choice="{choice}"]'))

    def touch(self, choice, patience=PATIENCE):
        """Touches the button with this data-choice when it is there."""
        selector = f'[data-choice="{choice}"]'
        WebDriverWait(self.driver, patience, poll_frequency=0.05).until(
            lambda _: self.has(choice), f"there is no button {choice} on {self.screen}"
        )
        button = self.driver.find_element(By.CSS_SELECTOR, selector)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'nearest'})", button)
        button.click()
        self.touches += 1

    def speak(self, language, large=False):
        """Sets the language (zh-Hans, en) and the size of type."""
        if self.driver.find_element(By.TAG_NAME, "html").get_attribute("lang") != language:
            self.touch(f"language-{language}")
        if ("large" in self.driver.find_element(By.TAG_NAME, "html").get_attribute("class")) != large:
            self.touch(f"large-type-{int(large)}")
        WebDriverWait(self.driver, PATIENCE, poll_frequency=0.05).until(
            lambda driver: driver.execute_script(
                "const html = document.documentElement;"
                "return html.lang === arguments[0] && html.classList.contains('large') === arguments[1]",
                language,
                large,
            ),
            f"the page does not change to {language}, large type {large}",
        )

    # Whole visits

    def read_bill(self):
        """From the idle screen to the bill explained, by laying the bill on the scanner."""
        self.wait_for("attract")
        self.hands["lay_bill"]()
        if self.wait_for("billChoice", "billExplained") == "billChoice":
            self.touch("confirm-bills")
            self.wait_for("billExplained")

    def key_in_account(self, service, digits, biller=None):
        """From the idle screen to the bill explained, by touching alone."""
        self.wait_for("attract")
        self.touch(f"service-{service}")
        if self.wait_for("billerChoice", "accountEntry") == "billerChoice":
            self.touch(f"biller-{biller}")
            self.wait_for("accountEntry")
        for digit in digits:
            self.touch(f"digit-{digit}")
        self.touch("submit-account")
        if self.wait_for("billChoice", "billExplained") == "billChoice":
            self.touch("confirm-bills")
            self.wait_for("billExplained")

    def pay_in_cash(self, notes):
        """Pays the scanned bill with these notes (in yuan), and gives the last screen: done or failed."""
        self.read_bill()
        self.touch("pay")
        self.wait_for("methodChoice")
        self.touch("method-cash")
        self.wait_for("cashConsent")
        self.touch("consent-cash")
        self.wait_for("cash")
        inserted = 0
        for note in notes:
            self.hands["insert_note"](note)
            inserted += note
            WebDriverWait(self.driver, PATIENCE, poll_frequency=0.05, ignored_exceptions=[StaleElementReferenceException]).until(
                lambda _: self.screen != "cash" or f"{inserted}.00" in self.driver.find_element(By.ID, "main").text,
                f"the screen does not count the note of {note} yuan",
            )
            if self.screen == "cash":
                self.look(f"cash-{inserted}")
        return self.wait_for("done", "failed")

    def pay_by_card(self):
        """Pays the scanned bill by card, and gives the last screen: done or failed."""
        self.read_bill()
        self.touch("pay")
        self.wait_for("methodChoice")
        self.touch("method-card")
        self.wait_for("card")
        self.hands["insert_card"]()
        return self.wait_for("done", "failed")

    def leave(self):
        """From the last screen back to the idle one."""
        self.touch("end")
        self.wait_for("attract")

    def check(self):
        """Raises when a screen on the way had findings, or the browser complained."""
        troubles = self.findings + complaints(self.driver)
        if troubles:
            raise AssertionError("\n".join(troubles))
