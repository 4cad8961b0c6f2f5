extension Schema {
    /// The schema of a kiosk's configuration.
    ///
    /// It is `kiosk-config/schema/kiosk.schema.yaml` word for word, so that kioskd needs no file to know what it may
    /// read. A test holds the two together.
    static let kioskText = #"""
        # What may stand in a kiosk's configuration. A subset of JSON Schema (2020-12): type, required, properties,
        # items, enum, pattern, minimum, maximum, minItems, maxItems, minLength, maxLength, $ref to $defs, description.
        # Every description is shown to the technician as what to do. Keys that are not listed are errors.
        # kioskd carries the same text (Schema+kiosk.swift); a test holds the two together.
        $schema: https://json-schema.org/draft/2020-12/schema
        title: Kiosk configuration
        type: object
        required: [kiosk, hub, screens, journal, devices, cash, offline]
        properties:
          kiosk:
            type: object
            description: Say which kiosk this is.
            required: [id, name, hotline, utcOffset, language]
            properties:
              id:
                type: string
                pattern: "^[A-Z0-9][A-Z0-9-]{1,23}$"
                description: "Give the number printed on the kiosk: capital letters, digits and hyphens, as in HZ-0001."
              name: { $ref: "#/$defs/name" }
              hotline: { $ref: "#/$defs/hotline" }
              utcOffset:
                type: string
                pattern: "^[+-](0[0-9]|1[0-4]):[0-5][0-9]$"
                description: "Give the local time's distance from UTC in quotes, as in '+08:00'."
              language:
                type: string
                enum: [zh-Hans, en]
                description: Choose the language each visit begins with.
              dark:
                type: string
                enum: [never, evening, always]
                description: Choose when the screens are dark; never, if left out.
          hub:
            type: object
            description: Say where payments are settled.
            required: [url, voucher]
            properties:
              url:
                type: string
                pattern: "^https?://[^/ ]+$"
                maxLength: 200
                description: "Give scheme, host and port without a path, as in https://hub.example:8443."
              deadlineSeconds:
                type: integer
                minimum: 1
                maximum: 60
                description: Give the seconds after which a request to the hub is given up; 15, if left out.
              voucher:
                type: string
                maxLength: 200
                description: "Give the address in the voucher's QR code with {payment} where the payment id goes."
          screens:
            type: object
            description: Say where the touch screens are served.
            required: [host, port]
            properties:
              host:
                type: string
                enum: ["127.0.0.1", "::1", localhost]
                description: The screens are served to this machine alone; choose a loopback address.
              port:
                type: integer
                minimum: 0
                maximum: 65535
                description: Give a port from 1024 on, or 0 for any that is free.
              frameAncestors:
                type: array
                maxItems: 4
                description: List the pages that may show the screens in a frame; on a kiosk there are none.
                items:
                  type: string
                  pattern: "^http://(127\\.0\\.0\\.1|localhost):[0-9]{1,5}$"
                  description: "Give a loopback origin, as in http://127.0.0.1:8081."
          journal:
            type: object
            description: Say where the journal lies.
            required: [path]
            properties:
              path:
                type: string
                minLength: 1
                maxLength: 400
                description: Give a file on a disk that survives a power cut, as in /var/lib/paycircle/journal.sqlite.
          pairings:
            type: object
            description: Say where the kiosk keeps which device is the right one under each name.
            required: [path]
            properties:
              path:
                type: string
                minLength: 1
                maxLength: 400
                description: Give a file on a disk that survives a power cut; pairings.json beside the journal, if left out.
          control:
            type: object
            description: Say where kioskctl asks the running kiosk.
            required: [socket]
            properties:
              socket:
                type: string
                minLength: 1
                maxLength: 107
                description: Give the path of a Unix socket; control.sock beside the journal, if left out.
          devices:
            type: array
            minItems: 1
            maxItems: 8
            description: List the devices, one entry each.
            items: { $ref: "#/$defs/device" }
          cash:
            type: object
            description: Say which notes are taken.
            required: [currency, denominations]
            properties:
              currency: { $ref: "#/$defs/currency" }
              denominations:
                type: array
                minItems: 1
                maxItems: 16
                description: "List the notes in whole units of the currency, as in [10, 20, 50, 100]."
                items:
                  type: integer
                  minimum: 1
                  maximum: 100000
                  description: Give a note in whole units of the currency.
          offline:
            type: object
            description: Say what may be taken while the hub cannot be asked.
            required: [tenders, largestPayment, largestCount, largestTotal, largestAgeHours]
            properties:
              tenders:
                type: array
                maxItems: 2
                description: "List what is taken while offline: cash, card, or [] for nothing."
                items: { $ref: "#/$defs/tender" }
              largestPayment:
                type: integer
                minimum: 0
                maximum: 100000
                description: Give the most for one payment, in whole units of the currency.
              largestCount:
                type: integer
                minimum: 0
                maximum: 10000
                description: Give how many payments may wait for the hub at once.
              largestTotal:
                type: integer
                minimum: 0
                maximum: 10000000
                description: Give the most that may wait for the hub at once, in whole units of the currency.
              largestAgeHours:
                type: integer
                minimum: 1
                maximum: 720
                description: Give for how many hours the oldest payment may wait before no more are taken.
          patience:
            type: object
            description: Say how long the kiosk waits; what is left out keeps its usual value.
            properties:
              untilWarningSeconds: { $ref: "#/$defs/wait" }
              afterWarningSeconds: { $ref: "#/$defs/wait" }
              thanksSeconds: { $ref: "#/$defs/wait" }
              hubSeconds: { $ref: "#/$defs/wait" }
              settlementSeconds: { $ref: "#/$defs/wait" }
              printingSeconds: { $ref: "#/$defs/wait" }
        $defs:
          name:
            type: object
            required: [zh, en]
            description: "Give the name in Chinese and English: {zh: …, en: …}."
            properties:
              zh: { type: string, minLength: 1, maxLength: 60, description: Give the Chinese name. }
              en: { type: string, minLength: 1, maxLength: 60, description: Give the English name. }
          hotline:
            type: string
            pattern: "^[0-9][0-9-]{2,18}[0-9]$"
            description: "Give a telephone number in quotes, digits and hyphens, as in '0571-95598'."
          currency:
            type: string
            pattern: "^[A-Z]{3}$"
            description: "Give an ISO 4217 code, as in CNY."
          tender:
            type: string
            enum: [cash, card]
            description: "Choose cash or card: a wallet needs the network."
          wait:
            type: integer
            minimum: 1
            maximum: 600
            description: Give a number of seconds.
          device:
            type: object
            required: [name, connection]
            description: "Give each device a name, a model (or a kind and a protocol) and a connection."
            properties:
              name:
                type: string
                pattern: "^[a-z][a-z0-9-]{0,31}$"
                description: "Give a name for logs: small letters, digits and hyphens."
              model:
                type: string
                minLength: 1
                maxLength: 64
                description: "Give the name of the model's folder in devices/, as in epson-tm-t20iii."
              kind:
                type: string
                enum: [scanner, printer, noteAcceptor, paymentTerminal, cardReader, camera]
                description: Choose what the device is, if you do not name its model.
              protocol:
                type: string
                enum: [hid-pos, hid-keyboard, cdc-lines, escpos, ccnet, id003, ssp, zvt, ccid, uvc]
                description: Choose what the device speaks, if you do not name its model.
              connection:
                type: string
                maxLength: 300
                description: "Write usb, serial:/dev/serial/by-id/…, unix:/path/to/socket or tcp:127.0.0.1:port."
              serial:
                type: string
                pattern: "^[ -~]{1,126}$"
                description: "Give the serial number in quotes, as lsusb -v shows it, to tell two of one model apart."
              port:
                type: string
                pattern: "^[0-9]{1,3}-[0-9]{1,3}(\\.[0-9]{1,3}){0,5}$"
                description: "Give the port it hangs on in quotes, as in \"1-1.2\": port 2 of the hub on port 1 of bus 1."
              adapter:
                type: string
                maxLength: 64
                description: Give the name in devices/adapters.yaml of the USB to serial adapter before the serial line.
              profile:
                type: string
                enum: [wide, narrow]
                description: "Choose the printer's paper: wide (80 mm, the usual value) or narrow (58 mm)."
              passwordFile:
                type: string
                minLength: 1
                maxLength: 400
                description: Give the file that holds the payment terminal's password, which stays out of here.

        """#

    static let kiosk = Schema(builtIn: kioskText)
}
