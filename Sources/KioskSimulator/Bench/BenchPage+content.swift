/// What the bench's page is made of.
extension BenchPage {
    var html: String {
        let bills = bench.bills.map { button("bill:\($0.name)", $0.name) }.joined()
        let notes = BenchHand.notes.map { button("note:\($0)", "¥\($0)") }.joined()
        let shown = bench.bills.map { button("show:\($0.name)", $0.name) }.joined()
        let camera =
            bench.camera == nil
            ? "" : "<h2>Hold a bill to the camera</h2><p>\(shown)\(button("take-away", "take it away"))</p>"
        return """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Paycircle bench</title>
            <link rel="stylesheet" href="/bench.css">
            <script src="/bench.js" defer></script>
            <iframe src="\(screens)/" title="The kiosk's touch screen"></iframe>
            <aside>
            <h1>Hands</h1>
            <h2>Lay a bill on the scanner</h2><p>\(bills)\(button("groceries", "a tin of tea"))</p>
            \(camera)
            <h2>Insert a note</h2><p>\(notes)\(button("torn-paper", "torn paper"))</p>
            <h2>Card terminal</h2><p>\(button("card", "insert a card"))\(button("declined-card", "a card that is declined"))
            \(button("press-cancel", "press cancel"))\(button("silence-terminal", "goes silent"))</p>
            <h2>Network plug</h2><p>\(button("pull-plug", "pull out"))\(button("plug-in", "plug in")) <b id="plug"></b></p>
            <h2>Paper</h2><p>\(button("paper-out", "take the paper out"))\(button("load-paper", "load paper"))</p>
            <h2>Note acceptor</h2><p>\(button("cash-box-out", "take the cash box"))\(button("cash-box-in", "put it back"))
            \(button("jam", "jam"))\(button("clear-jam", "clear the jam"))</p>
            <h2>Printed</h2><p id="slips">nothing yet</p><img id="paper" alt="The last slip" hidden>
            </aside>
            </html>
            """
    }

    private func button(_ hand: String, _ label: String) -> String {
        "<button data-hand=\"\(hand)\">\(label)</button> "
    }

    static let style = """
        body { margin: 0; display: flex; font: 16px/1.4 sans-serif; background: #ddd; height: 100vh; overflow: hidden }
        iframe { flex: 0 0 auto; height: 100vh; aspect-ratio: 9 / 16; border: 0; background: #fff }
        aside { flex: 1; padding: 0 1.5em; overflow: auto }
        h2 { font-size: 16px; margin: 1em 0 .2em } p { margin: 0 }
        button { font: inherit; padding: .5em .8em; margin: 0 0 .3em }
        img { width: 420px; border: 1px solid #999; background: #fff }
        """

    static let script = """
        "use strict";
        let slips = 0;
        addEventListener("click", event => {
          const hand = event.target.dataset && event.target.dataset.hand;
          if (hand) fetch("/hand", { method: "POST", body: hand });
        });
        setInterval(async () => {
          const state = await (await fetch("/state")).json();
          document.getElementById("plug").textContent = state.plugged ? "plugged in" : "out";
          if (state.slips === slips) return;
          slips = state.slips;
          document.getElementById("slips").textContent = slips + " slips; the last:";
          const paper = document.getElementById("paper");
          paper.src = "/paper.png?" + slips;
          paper.hidden = false;
        }, 500);
        """
}
