"""Types on QEMU's `usb-kbd`, as a scanner in keyboard mode would: US layout, a key at a time, Enter at the end."""
import string
import time

KEYS = {character: (character, False) for character in string.ascii_lowercase + string.digits}
KEYS |= {character: (character.lower(), True) for character in string.ascii_uppercase}
KEYS |= {
    "-": ("minus", False), "=": ("equal", False), "/": ("slash", False), ".": ("dot", False), ":": ("semicolon", True),
    "?": ("slash", True), "&": ("7", True), "_": ("minus", True), " ": ("spc", False), "\n": ("ret", False)}
# QEMU's keyboard keeps 16 events until the guest has fetched them, one each 8 milliseconds.
PAUSE = 0.02


def type_text(control, device: str, text: str) -> None:
    """`control` is the machine's control socket. The events go to whichever keyboard QEMU has."""
    for character in text + "\n":
        key, shifted = KEYS[character]
        strokes = ([("shift", True)] if shifted else []) + [(key, True), (key, False)]
        strokes += [("shift", False)] if shifted else []
        for name, down in strokes:
            event = {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": name}}}
            control("input-send-event", events=[event])
            time.sleep(PAUSE)
