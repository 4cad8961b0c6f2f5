// What the camera sees, while a screen asks for a bill; a tone and the picture when one was read. On a kiosk with a camera.
"use strict";
(() => {
    const betweenPictures = 150; // ms
    const whileBlind = 500; // ms until a camera that shows nothing is asked again
    const catchShownFor = 1200; // ms
    const root = document.documentElement;
    const token = () => encodeURIComponent(document.getElementById("kiosk").dataset.token);
    let speaker;
    let catchTimer;

    // The whole picture, in the middle.
    function draw(canvas, picture) {
        const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height);
        const [width, height] = [picture.width * scale, picture.height * scale];
        const [left, top] = [(canvas.width - width) / 2, (canvas.height - height) / 2];
        const pen = canvas.getContext("2d");
        pen.clearRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(picture, left, top, width, height);
        picture.close();
        return { pen, left, top, width, height };
    }

    async function ask(path) {
        const answer = await fetch(`${path}?token=${token()}`);
        if (answer.status !== 200) return null;
        return { picture: await createImageBitmap(await answer.blob()), outlines: answer.headers.get("Code-Outlines") };
    }

    async function look() {
        const canvas = document.getElementById("sight");
        let sight = null;
        if (canvas && !document.hidden) sight = await ask("/preview").catch(() => null);
        // The screen may have changed meanwhile.
        if (sight && canvas === document.getElementById("sight")) {
            draw(canvas, sight.picture);
            root.dataset.sight = "on";
        } else {
            sight?.picture.close();
            delete root.dataset.sight;
        }
        setTimeout(look, sight ? betweenPictures : whileBlind);
    }

    // Two short notes upwards, as long as a scanner's beep.
    function sound() {
        try {
            speaker ??= new AudioContext();
            speaker.resume();
            const start = speaker.currentTime;
            const [note, loudness] = [speaker.createOscillator(), speaker.createGain()];
            note.frequency.setValueAtTime(880, start);
            note.frequency.setValueAtTime(1320, start + 0.09);
            loudness.gain.setValueAtTime(0.25, start);
            loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.24);
            note.connect(loudness).connect(speaker.destination);
            note.start(start);
            note.stop(start + 0.25);
        } catch {
            // A kiosk without a loudspeaker.
        }
    }

    function mark({ pen, left, top, width, height }, outlines) {
        for (const outline of outlines.split(";").filter(Boolean)) {
            const numbers = outline.split(" ").map(Number);
            const path = new Path2D();
            for (let i = 0; i + 1 < numbers.length; i += 2) {
                path.lineTo(left + numbers[i] * width, top + numbers[i + 1] * height);
            }
            path.closePath();
            pen.lineJoin = "round";
            for (const [colour, weight] of [["#17191a", 12], ["#ffd34d", 6]]) {
                pen.strokeStyle = colour;
                pen.lineWidth = weight;
                pen.stroke(path);
            }
        }
    }

    async function showCatch() {
        const caught = await ask("/catch").catch(() => null);
        if (!caught) return;
        sound();
        const canvas = document.getElementById("catch");
        mark(draw(canvas, caught.picture), caught.outlines ?? "");
        canvas.hidden = false;
        clearTimeout(catchTimer);
        catchTimer = setTimeout(dropCatch, catchShownFor);
    }

    function dropCatch() {
        const canvas = document.getElementById("catch");
        canvas.hidden = true;
        canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    }

    document.addEventListener("newscreen", () => {
        delete root.dataset.sight;
        showCatch();
    });
    if (root.dataset.gallery === undefined) look();
})();
