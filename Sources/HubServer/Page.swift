import HTTPTypes
import Hummingbird
import KioskCore

/// What the hub's few pages for people have in common: one file each, nothing from other places, Chinese first.
struct Page: Sendable {
    let title: LocalizedText
    /// HTML: whoever makes it escapes what it shows.
    let body: String
    /// The path of a script of this hub's; nothing else may run in the page.
    var script: String?

    func response(_ status: HTTPResponse.Status = .ok) -> Response {
        let scripts = script == nil ? "" : "; script-src 'self'"
        let headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
            .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
                + "base-uri 'none'; frame-ancestors 'none'" + scripts,
            .xContentTypeOptions: "nosniff",
        ]
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    private static let style = """
        body{font:18px/1.5 "Noto Sans CJK SC",sans-serif;margin:0 auto;max-width:36em;padding:1em;color:#111}
        h1{font-size:1.4em}p.state{font-size:1.2em;font-weight:bold;border-left:.4em solid #2563eb;padding:.4em .8em}
        p.bad{border-color:#b91c1c}a{color:#1d4ed8}textarea{width:100%;box-sizing:border-box;font:inherit}
        button{font:inherit;padding:.6em 1.2em}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.5em;border-bottom:1px solid #ccc;
        vertical-align:top}th{font-weight:normal;color:#444}td{font-variant-numeric:tabular-nums;
        overflow-wrap:anywhere}
        """

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="zh-Hans"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
        <title>\(escaped(title.zh)) · \(escaped(title.en))</title>
        <style>
        \(Page.style)
        </style></head><body>
        <h1>\(escaped(title.zh))<br><span lang="en">\(escaped(title.en))</span></h1>
        \(body)
        \(script.map { "<script src=\"\($0)\"></script>" } ?? "")</body></html>

        """
    }

    /// A table of labels and values.
    static func table(_ rows: [(label: String, value: String)]) -> String {
        let body = rows.map { "<tr><th>\(escaped($0.label))</th><td>\(escaped($0.value))</td></tr>" }
        return "<table>\n" + body.joined(separator: "\n") + "\n</table>"
    }
}

func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
        switch character {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "'": escaped += "&#39;"
        default: escaped.append(character)
        }
    }
}
