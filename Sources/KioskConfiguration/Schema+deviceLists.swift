extension Schema {
    /// The schemas of the two lists beside the profiles, and the list of refused devices itself.
    ///
    /// They are `devices/refused.schema.yaml`, `devices/adapters.schema.yaml` and `devices/refused.yaml` word for
    /// word. The list is here so that a kiosk refuses what must be refused even when its file is gone. A test holds
    /// them together.
    static let refusedDevicesSchemaText = #"""
        # What may stand in refused.yaml. The dialect is that of kiosk-config/schema/kiosk.schema.yaml.
        # The programs carry the same text (Schema+deviceLists.swift); a test holds the two together.
        $schema: https://json-schema.org/draft/2020-12/schema
        title: Refused devices
        type: object
        required: [refused]
        properties:
          refused:
            type: array
            minItems: 1
            maxItems: 200
            description: List the devices that no kiosk may use.
            items:
              type: object
              required: [id, model, name, reason, source]
              description: Name one device, and say why it is refused.
              properties:
                id:
                  type: string
                  pattern: "^[0-9a-f]{4}:([0-9a-f]{4}|[*])$"
                  description: "Write vendor and product id in quotes, small hexadecimal digits: \"0801:0002\", or \"0801:*\" for all."
                model:
                  type: string
                  pattern: "^[a-z0-9][a-z0-9-]{1,63}$"
                  description: "Give the name a site might use: small letters, digits and hyphens."
                name:
                  type: string
                  minLength: 1
                  maxLength: 80
                  description: Give maker and model.
                reason:
                  type: string
                  minLength: 10
                  maxLength: 300
                  description: Say in a sentence why it is refused.
                source:
                  type: string
                  pattern: "^https?://[^ ]+$"
                  maxLength: 300
                  description: Give an address that anybody can open.

        """#

    static let serialAdaptersSchemaText = #"""
        # What may stand in adapters.yaml. The dialect is that of kiosk-config/schema/kiosk.schema.yaml.
        # The programs carry the same text (Schema+deviceLists.swift); a test holds the two together.
        $schema: https://json-schema.org/draft/2020-12/schema
        title: USB to serial adapters
        type: object
        required: [adapters]
        properties:
          adapters:
            type: array
            minItems: 1
            maxItems: 50
            description: List the adapters behind which a device with a serial line may hang.
            items:
              type: object
              required: [name, title, id, interfaces, source]
              description: Name one adapter.
              properties:
                name:
                  type: string
                  pattern: "^[a-z0-9][a-z0-9-]{1,63}$"
                  description: "Give the name that a site's adapter key uses: small letters, digits and hyphens."
                title:
                  type: string
                  minLength: 1
                  maxLength: 80
                  description: Give maker and chip.
                id:
                  type: string
                  pattern: "^[0-9a-f]{4}:[0-9a-f]{4}$"
                  description: "Write vendor and product id in quotes, small hexadecimal digits, as in \"0403:6001\"."
                interfaces:
                  type: array
                  minItems: 1
                  maxItems: 8
                  description: List every interface the adapter may have as class:subclass:protocol, * for any.
                  items:
                    type: string
                    pattern: "^[0-9a-f]{2}:(\\*:\\*|[0-9a-f]{2}:(\\*|[0-9a-f]{2}))$"
                    description: "Write class:subclass:protocol in quotes, as in \"ff:*:*\"."
                source:
                  type: string
                  pattern: "^https?://[^ ]+$"
                  maxLength: 300
                  description: Give an address that anybody can open.

        """#

    static let refusedDevicesText = #"""
        # Devices that no kiosk may use, whatever a site or a profile says: kioskd refuses them by name, and the rules
        # for USBGuard turn them away. The kiosk never sees a clear card number: payment cards go through a certified
        # payment terminal. Ids and names are those of usb.ids; the source shows what the reader hands over.
        # The programs carry the same text (Schema+deviceLists.swift), so removing a line here changes nothing; a test
        # holds the two together. A line that is added counts.
        refused:
          - id: "03eb:2049"
            model: stripe-snoop-reader
            name: Stripe Snoop Magnetic Stripe Reader
            reason: "It reads magnetic stripes, and nothing shows that it encrypts what it hands over."
            source: http://www.linux-usb.org/usb.ids
          - id: "03f0:1539"
            model: hp-mini-magstripe-reader
            name: HP Mini Magnetic Stripe Reader
            reason: "It reads magnetic stripes, and nothing shows that it encrypts what it hands over."
            source: http://www.linux-usb.org/usb.ids
          - id: "03f0:2724"
            model: hp-idra-magstripe-reader
            name: HP Magnetic Stripe Reader IDRA-334133-HP
            reason: "It reads magnetic stripes, and nothing shows that it encrypts what it hands over."
            source: http://www.linux-usb.org/usb.ids
          - id: "0404:0328"
            model: ncr-k016-msr
            name: NCR K016 USB-MSR (POS Standard)
            reason: "It hands over the clear card number: its HID reports carry what stands on the magnetic stripe."
            source: http://www.linux-usb.org/usb.ids
          - id: "0404:0329"
            model: ncr-k018-msr
            name: NCR K018 USB-MSR JIS (POS Standard)
            reason: "It hands over the clear card number: its HID reports carry what stands on the magnetic stripe."
            source: http://www.linux-usb.org/usb.ids
          - id: "0404:032a"
            model: ncr-k016-msr-keyboard
            name: NCR K016 USB-MSR (HID keyboard mode)
            reason: "It hands over the clear card number: its keystrokes carry what stands on the magnetic stripe."
            source: http://www.linux-usb.org/usb.ids
          - id: "040b:6543"
            model: manhattan-magstripe-reader
            name: Manhattan Magnetic Card Strip Reader
            reason: "It reads magnetic stripes, and nothing shows that it encrypts what it hands over."
            source: http://www.linux-usb.org/usb.ids
          - id: "0801:0001"
            model: magtek-mini-swipe-keyboard
            name: MagTek Mini Swipe Reader (keyboard emulation)
            reason: "It hands over the clear card number: its keystrokes carry what stands on the magnetic stripe."
            source: https://manuzoid.com/manuals/Eb1vK-Magtek%20Full%20Size%20Swipe%20Card%20Reader%20Programming%20Manual
          - id: "0801:0002"
            model: magtek-mini-swipe-reader
            name: MagTek Mini Swipe Reader
            reason: "It hands over the clear card number: its HID reports carry what stands on the magnetic stripe."
            source: https://manuzoid.com/manuals/X9MDA-Connect-Tek%20SureSwipe%20Specification
          - id: "0801:0003"
            model: magtek-insert-reader
            name: MagTek Magstripe Insert Reader
            reason: "It reads magnetic stripes, and nothing shows that it encrypts what it hands over."
            source: http://www.linux-usb.org/usb.ids
          - id: "0801:*"
            model: magtek
            name: MagTek Reader
            reason: "Its maker makes readers of payment cards, and nothing shows that this one encrypts what it hands over."
            source: http://www.linux-usb.org/usb.ids
          - id: "0aa7:0402"
            model: wincor-nixdorf-msrp-usb
            name: Wincor Nixdorf Magnetic Swipe Card Reader MSRP-USB
            reason: "It reads magnetic stripes, and nothing shows that it encrypts what it hands over."
            source: http://www.linux-usb.org/usb.ids
          - id: "0acd:0630"
            model: id-tech-spectrum-iii-insert
            name: ID TECH Spectrum III Mag-Only Insert Reader (USB-CDC)
            reason: "It reads magnetic stripes, and nothing shows that it encrypts what it hands over."
            source: http://www.linux-usb.org/usb.ids
          - id: "0acd:2030"
            model: id-tech-valuemag
            name: ID TECH ValueMag Magnetic Stripe Reader
            reason: "It reads magnetic stripes, and nothing shows that it encrypts what it hands over."
            source: http://www.linux-usb.org/usb.ids
          - id: "0d3a:0500"
            model: posiflex-magstripe-reader
            name: Posiflex Magnetic Stripe Reader
            reason: "It reads magnetic stripes, and nothing shows that it encrypts what it hands over."
            source: http://www.linux-usb.org/usb.ids
          - id: "5131:2007"
            model: msr-101u
            name: MSR-101U Mini HID Magnetic Card Reader
            reason: "It reads magnetic stripes, and nothing shows that it encrypts what it hands over."
            source: http://www.linux-usb.org/usb.ids
          - id: "c216:0180"
            model: msr90
            name: MSR90 MagStripe Reader
            reason: "It hands over the clear card number: its keystrokes carry what stands on the magnetic stripe."
            source: https://github.com/acidvegas/msr90

        """#

    static let refusedDevices = Schema(builtIn: refusedDevicesSchemaText)
    static let serialAdapters = Schema(builtIn: serialAdaptersSchemaText)
}
