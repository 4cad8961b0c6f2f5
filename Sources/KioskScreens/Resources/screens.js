// Keeps an open page on the newest screen. Without it every button still works: it is a form.
"use strict";
(() => {
    const longestQueue = 16; // touches that wait for the one before them
    const lostAfter = 2500; // ms without a connection until it is said
    const pressedFor = 300; // ms a touched button looks pressed at least
    const touches = [];
    let isSending = false;
    let events;
    let lostTimer;

    const kiosk = () => document.getElementById("kiosk");

    // Makes `old` like `fresh` and keeps the elements that stay: focus, scroll position and running animations
    // go on, and a screen reader hears only what changed.
    function sync(old, fresh) {
        if (old.nodeName !== fresh.nodeName || old.nodeType !== fresh.nodeType || keyOf(old) !== keyOf(fresh)) {
            old.replaceWith(fresh);
            return;
        }
        if (old.nodeType !== Node.ELEMENT_NODE) {
            if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
            return;
        }
        for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
        for (const { name, value } of fresh.attributes) {
            if (old.getAttribute(name) !== value) old.setAttribute(name, value);
        }
        const before = [...old.childNodes];
        const after = [...fresh.childNodes];
        after.forEach((child, place) => (place < before.length ? sync(before[place], child) : old.append(child)));
        before.slice(after.length).forEach((child) => child.remove());
    }
    const keyOf = (node) => (node.nodeName === "MAIN" ? node.className : "");

    function show(html) {
        const parsed = new DOMParser().parseFromString(html, "text/html");
        const fresh = parsed.getElementById("kiosk");
        const old = kiosk();
        if (!fresh) return;
        // Another start of the kiosk may bring another style sheet and another script.
        if (fresh.dataset.boot !== old.dataset.boot) return location.replace("/");
        const isNewScreen = fresh.dataset.token !== old.dataset.token || fresh.dataset.screen !== old.dataset.screen;
        sync(old, document.adoptNode(fresh));
        const { lang, title, say, lost } = kiosk().dataset;
        document.documentElement.lang = lang;
        document.documentElement.className = kiosk().dataset.class;
        document.title = title;
        const live = document.getElementById("live");
        if (live.textContent !== say) live.textContent = say;
        document.getElementById("lost").textContent = lost;
        if (isNewScreen) {
            document.dispatchEvent(new Event("newscreen"));
            const main = document.getElementById("main");
            main.scrollTop = 0;
            if (document.activeElement !== document.body) main.focus({ preventScroll: true });
        }
        lookBelow();
    }

    // One touch after the other, so that digits arrive as they were keyed in.
    async function send() {
        if (isSending) return;
        isSending = true;
        while (touches.length > 0) {
            try {
                await fetch("/choose", { method: "POST", body: touches.shift(), redirect: "manual" });
                if (events.readyState !== EventSource.OPEN) await reload();
            } catch {
                touches.length = 0;
                connectionLost();
            }
        }
        isSending = false;
    }

    async function reload() {
        const page = await fetch("/");
        if (page.ok) show(await page.text());
    }

    document.addEventListener("submit", (event) => {
        const button = event.submitter;
        event.preventDefault();
        if (!button || !button.value || touches.length >= longestQueue) return;
        button.classList.add("pressed");
        setTimeout(() => button.classList.remove("pressed"), pressedFor);
        touches.push(new URLSearchParams({ token: kiosk().dataset.token, choice: button.value }));
        send();
    });

    function connectionLost() {
        lostTimer ??= setTimeout(() => (document.getElementById("lost").hidden = false), lostAfter);
    }

    function listen() {
        events = new EventSource("/events");
        events.addEventListener("view", (event) => {
            clearTimeout(lostTimer);
            lostTimer = undefined;
            document.getElementById("lost").hidden = true;
            show(event.data);
        });
        events.addEventListener("error", () => {
            connectionLost();
            // After an answer that was no stream the browser does not try again by itself.
            if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
        });
    }

    // The seconds left, counted here between two pushes.
    setInterval(() => {
        const left = document.querySelector("[data-seconds]");
        if (left) left.textContent = Math.max(0, Number(left.textContent) - 1);
    }, 1000);

    // Large type may need more room than there is: a button says so and scrolls.
    function lookBelow() {
        const main = document.getElementById("main");
        const rest = main.scrollHeight - main.clientHeight - main.scrollTop;
        document.getElementById("more").hidden = rest < 24;
    }
    document.addEventListener("click", (event) => {
        if (!event.target.closest("#more")) return;
        const main = document.getElementById("main");
        const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        main.scrollBy({ top: main.clientHeight * 0.7, behavior: isCalm ? "auto" : "smooth" });
    });
    document.addEventListener("scroll", lookBelow, true);
    window.addEventListener("resize", lookBelow);

    // The browser's back button leads nowhere, and nothing can be picked, dragged or opened.
    history.replaceState(null, "", "/");
    history.pushState(null, "", "/");
    window.addEventListener("popstate", () => history.pushState(null, "", "/"));
    window.addEventListener("pageshow", (event) => event.persisted && location.replace("/"));
    for (const name of ["contextmenu", "dragstart", "selectstart"]) {
        document.addEventListener(name, (event) => event.preventDefault());
    }

    if (document.documentElement.dataset.gallery === undefined) listen();
    lookBelow();
})();
