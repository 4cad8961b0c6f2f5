extension Schema {
    /// The schema of a device's profile.
    ///
    /// It is `devices/schema.yaml` word for word, so that kioskd needs no file to know what it may read. A test holds
    /// the two together.
    static let deviceProfileText = #"""
        # What may stand in a device's profile, devices/<vendor-model>/profile.yaml. The dialect is that of
        # kiosk-config/schema/kiosk.schema.yaml, with the type boolean.
        # The programs carry the same text (Schema+deviceProfile.swift); a test holds the two together.
        $schema: https://json-schema.org/draft/2020-12/schema
        title: Device profile
        type: object
        required: [vendor, model, kind, protocol, sources]
        properties:
          vendor:
            type: string
            minLength: 1
            maxLength: 60
            description: Give the maker's name as it is written on the device.
          model:
            type: string
            minLength: 1
            maxLength: 80
            description: Give the model's name as it is written on the device.
          kind:
            type: string
            enum: [scanner, printer, noteAcceptor, paymentTerminal, cardReader, camera]
            description: Choose what the device is.
          protocol:
            type: string
            enum: [hid-pos, hid-keyboard, cdc-lines, escpos, ccnet, id003, ssp, zvt, ccid, uvc]
            description: Choose what the device speaks.
          simulated:
            type: boolean
            description: Write true for a device of tests and demonstrations; rules for kiosks leave it out.
          usb:
            type: object
            required: [ids]
            description: "Say how the device is found on USB. Leave it out if it has no ids of its own."
            properties:
              ids:
                type: array
                minItems: 1
                maxItems: 16
                description: "List vendor and product ids as lsusb writes them, as in [\"04b8:0e15\"]."
                items:
                  type: string
                  pattern: "^[0-9a-f]{4}:[0-9a-f]{4}$"
                  description: "Write vendor and product id in quotes, small hexadecimal digits, as in \"04b8:0e15\"."
              vendorClass:
                type: boolean
                description: Write true if the interface may be of the class ff with the same transfers inside.
              interfaces:
                type: array
                minItems: 1
                maxItems: 8
                description: >-
                  List every interface the device may have as class:subclass:protocol, * for any; a device that shows another
                  is blocked. Left out, these are the ones that its protocol needs.
                items:
                  type: string
                  pattern: "^[0-9a-f]{2}:(\\*:\\*|[0-9a-f]{2}:(\\*|[0-9a-f]{2}))$"
                  description: "Write class:subclass:protocol in quotes, as in \"07:01:*\"."
          serial:
            type: object
            required: [baud, parity, stopBits]
            description: "Say how the device's serial line is set; left out, its protocol's usual way."
            properties:
              baud:
                type: integer
                minimum: 1200
                maximum: 921600
                description: Give the bits per second.
              parity:
                type: string
                enum: [none, even, odd]
                description: Choose the parity.
              stopBits:
                type: integer
                minimum: 1
                maximum: 2
                description: Give 1 or 2 stop bits.
          printer:
            type: object
            required: [columns, dotsWidth, codePage, raster, cutter, processID, clearBuffer, qrCode, answersStatus]
            description: Say what the printer can do. Where a source is silent, choose what surely works.
            properties:
              columns:
                type: integer
                minimum: 16
                maximum: 80
                description: "Give the characters of the usual font in a line: 48 or 42 on 80 mm paper, 32 on 58 mm."
              dotsWidth:
                type: integer
                minimum: 128
                maximum: 1024
                description: "Give the dots across the paper that can be printed: 576 or 512 on 80 mm paper, 384 on 58 mm."
              codePage:
                type: string
                enum: [ascii, gbk, gb18030]
                description: >-
                  Choose which Chinese the printer has glyphs for. ascii, none: Chinese lines are printed as raster. gbk,
                  two-byte codes only. gb18030, all.
              raster:
                type: string
                enum: [gs-v-0, gs-paren-l]
                description: "Choose the command for raster pictures: GS v 0, or GS ( L which stores and prints."
              cutter:
                type: boolean
                description: Write true if the printer cuts the paper by itself.
              processID:
                type: boolean
                description: Write true if GS ( H is answered once the data before it is on paper; that proves a printing.
              clearBuffer:
                type: boolean
                description: Write true if DLE DC4 function 8 throws away what is not printed yet.
              qrCode:
                type: boolean
                description: Write true if the printer draws QR codes by GS ( k.
              answersStatus:
                type: boolean
                description: Write true if DLE EOT is answered over this line; false, and only the USB port status is asked.
          scanner:
            type: object
            description: >-
              Say how a scanner that types (hid-keyboard) or sends lines (cdc-lines) is set up, where that is not the usual way.
            properties:
              layout:
                type: string
                enum: [us, gb, de, fr]
                description: Choose the keyboard that the scanner types for, of hid-keyboard alone; us, if left out.
              prefix:
                type: string
                pattern: "^[ -~]{0,16}$"
                description: Give what the scanner sends before each code, printable ASCII; nothing, if left out.
              suffix:
                type: string
                enum: [enter, tab, none]
                description: >-
                  Choose what the scanner sends after each code; enter, if left out. Over cdc-lines enter is CR, CR LF or LF.
              capsLock:
                type: boolean
                description: >-
                  Write true if the scanner is set as if Caps Lock were on, of hid-keyboard alone; false, if left out.
              characterTimeout:
                type: integer
                minimum: 20
                maximum: 5000
                description: >-
                  Give the milliseconds that the next character of a code may take; 500, or 100 behind the suffix none, if
                  left out.
          noteAcceptor:
            type: object
            description: Say what is known of the acceptor beyond its protocol.
            properties:
              billTable:
                type: object
                required: [currency, values]
                description: Say what the bill types are worth, for an acceptor that does not tell.
                properties:
                  currency:
                    type: string
                    pattern: "^[A-Z]{3}$"
                    description: "Give an ISO 4217 code, as in CNY."
                  values:
                    type: array
                    minItems: 1
                    maxItems: 24
                    description: "List the worth of each bill type from the first on, in whole units; 0 for none."
                    items:
                      type: integer
                      minimum: 0
                      maximum: 100000
                      description: Give a note in whole units of the currency, or 0.
          paymentTerminal:
            type: object
            required: [repeatsReceipt, aborts]
            description: Say how the payment terminal is driven.
            properties:
              framing:
                type: string
                enum: [plain, serial]
                description: >-
                  Choose how messages are framed over USB or a serial line: serial (DLE STX), the usual way, or plain. Over
                  TCP they are always plain.
              repeatsReceipt:
                type: boolean
                description: Write true if the terminal tells its last transaction again; that settles a lost answer.
              aborts:
                type: boolean
                description: Write true if the kiosk can abort an authorisation.
          quirks:
            type: array
            maxItems: 8
            description: List what is odd about the device, by the names that are known.
            items:
              type: string
              enum: [shared-id, id-by-mode, no-serial, stays-awake, protocol-by-switch]
              description: >-
                Choose a known quirk. shared-id: other models use the same ids, so a profile that names one of them too is no
                mistake. id-by-mode: the product id changes when the device is set to another mode. no-serial: it tells no
                serial number, so two of them are told apart by their port alone. stays-awake: it must not be suspended while
                idle. protocol-by-switch: a switch, jumper or set-up card must first be set to this protocol.
          sources:
            type: array
            minItems: 1
            maxItems: 12
            description: List where the facts are from, as public addresses; README.md says what is from where.
            items:
              type: string
              pattern: "^https?://[^ ]+$"
              maxLength: 300
              description: "Give an address that anybody can open, as in https://usb.ids.gowdy.us/."

        """#

    static let deviceProfile = Schema(builtIn: deviceProfileText)
}
