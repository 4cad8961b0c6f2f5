"""Walks every path of a kiosk whose devices stand on the bench, in both languages and both sizes of type.

    visits.py SCREENS BENCH --pictures FOLDER

SCREENS is the address of the touch screens, BENCH that of the bench's page, whose buttons are the resident's hands.
Ends with 0 when every walk came to its end and no screen on the way had a finding.
"""

import argparse
import pathlib
import sys
import time
import urllib.request

from browser import chromium, resize
from walk import Walk

# A picture of a bill can be paid once, so each of the four ways to look at the screens has one of its own.
WAYS = [
    ("zh-Hans", False, "portrait", "zj-power"),
    ("en", False, "landscape", "sh-water"),
    ("zh-Hans", True, "portrait", "sh-gas"),
    ("en", True, "wide", "cn-telecom"),
]
# Prepaid: it can be paid into again and again.
CABLE_ACCOUNT = "8571001234567890"


def hands(bench, bill):
    def hand(name):
        request = urllib.request.Request(bench + "/hand", data=name.encode(), method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    return {
        "lay_bill": lambda: hand(f"bill:{bill}"),
        "show_bill": lambda: hand(f"show:{bill}"),
        "insert_note": lambda yuan: hand(f"note:{yuan}"),
        "insert_card": lambda: hand("card"),
        "hand": hand,
    }


class Visits:
    """The visits of one resident, who reads one language in one size."""

    def __init__(self, driver, screens, bench, way, pictures):
        self.driver, self.screens, self.pictures = driver, screens, pictures
        self.language, self.large, self.viewport, self.bill = way
        self.name = f"{self.language}-{'large' if self.large else 'normal'}"
        self.hands = hands(bench, self.bill)
        self.findings = []

    def visit(self, name, steps):
        resize(self.driver, self.viewport)
        walk = Walk(self.driver, self.screens, self.hands, self.pictures / self.name / name)
        walk.wait_for("attract", patience=60)
        walk.speak(self.language, self.large)
        steps(walk)
        for finding in walk.findings:
            self.findings.append(f"{self.name} {self.viewport} {name} {finding}")
        if walk.has("end"):
            walk.touch("end")
        walk.wait_for("attract", patience=60)
        print(f"{self.name} {self.viewport}: {name}: {' → '.join(walk.seen)}", flush=True)

    def all(self):
        self.visit("camera", self.camera)
        self.visit("cash", self.cash)
        self.visit("card", lambda walk: self.card(walk, "card", "done"))
        self.visit("card-declined", lambda walk: self.card(walk, "declined-card", "failed"))
        self.visit("card-cancelled", lambda walk: self.card(walk, "press-cancel", "failed"))
        self.visit("cancelled-with-a-note-inside", self.cancelled)
        self.visit("unknown-account", self.unknown_account)
        self.visit("no-bill", self.no_bill)
        self.visit("without-paper", self.without_paper)
        self.visit("network-down", self.network_down)
        self.visit("paid-already", self.paid_already)

    def camera(self, walk):
        """Before the bill is paid: it is held to the camera, read once, and nothing of it is left."""
        walk.wait_for("attract")
        root = lambda: self.driver.execute_script("return document.documentElement.dataset.sight || 'off'")
        hidden = self.driver.execute_script("return getComputedStyle(document.querySelector('.invitation')).display == 'none'"
                                            " || matchMedia('(max-height: 800px)').matches")
        walk.wait_until(lambda: hidden or root() == "on", "the screen shows what the camera sees")
        walk.look("attract-camera")
        self.hands["show_bill"]()
        try:
            assert walk.wait_for("billExplained", "billChoice", patience=20)
            is_shown = "return !document.getElementById('catch').hidden"
            walk.wait_until(lambda: self.driver.execute_script(is_shown), "the screen shows the bill that was read")
            walk.look("caught")
            walk.wait_until(lambda: not self.driver.execute_script(is_shown), "the bill's picture goes")
            walk.touch("end")
            walk.wait_for("attract")
            # It still lies there, and begins no second visit.
            time.sleep(3)
            walk.wait_for("attract")
        finally:
            self.hands["hand"]("take-away")

    def cash(self, walk):
        assert walk.pay_in_cash([100, 20]) == "done", "the bill was not paid"
        walk.touch("rate-4")
        walk.wait_for("thanks")

    def choose_cable(self, walk):
        walk.key_in_account("cableTelevision", CABLE_ACCOUNT)
        walk.touch("amount-5000")
        walk.touch("pay")
        walk.wait_for("methodChoice")

    def card(self, walk, hand, end):
        self.choose_cable(walk)
        walk.touch("method-card")
        walk.wait_for("card")
        # The terminal asks for the card when it is ready.
        time.sleep(1)
        self.hands["hand"](hand)
        assert walk.wait_for("done", "failed", patience=40) == end, f"after {hand} the last screen is {walk.screen}"

    def cancelled(self, walk):
        self.choose_cable(walk)
        walk.touch("method-cash")
        walk.wait_for("cashConsent")
        walk.touch("consent-cash")
        walk.wait_for("cash")
        time.sleep(1)
        self.hands["insert_note"](20)
        walk.wait_for_text("20.00")
        walk.look("cash-20")
        walk.touch("stop-cash")
        assert walk.wait_for("failed") == "failed"

    def unknown_account(self, walk):
        walk.wait_for("attract")
        walk.touch("service-electricity")
        walk.wait_for("accountEntry")
        for digit in "9999999999":
            walk.touch(f"digit-{digit}")
        walk.touch("submit-account")
        time.sleep(1)
        walk.wait_for("accountEntry")

    def no_bill(self, walk):
        self.hands["hand"]("groceries")
        time.sleep(1)
        walk.wait_for("attract")

    def without_paper(self, walk):
        self.hands["hand"]("paper-out")
        try:
            time.sleep(4)
            self.card(walk, "card", "done")
            walk.look("done-without-paper")
        finally:
            self.hands["hand"]("load-paper")
            time.sleep(3)

    def network_down(self, walk):
        self.hands["hand"]("pull-plug")
        try:
            walk.wait_for("attract")
            walk.touch("service-electricity")
            walk.wait_for("accountEntry")
            for digit in "3300123456":
                walk.touch(f"digit-{digit}")
            walk.touch("submit-account")
            assert walk.wait_for("failed", patience=30) == "failed"
        finally:
            self.hands["hand"]("plug-in")

    def paid_already(self, walk):
        walk.wait_for("attract")
        self.hands["lay_bill"]()
        assert walk.wait_for("failed", patience=30) == "failed"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("screens")
    parser.add_argument("bench")
    parser.add_argument("--pictures", type=pathlib.Path, default=pathlib.Path("out/screens"))
    arguments = parser.parse_args()
    findings = []
    with chromium() as driver:
        for way in WAYS:
            visits = Visits(driver, arguments.screens, arguments.bench, way, arguments.pictures)
            visits.all()
            findings += visits.findings
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings; pictures are in {arguments.pictures}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
