extension Schema {
    /// The schema of the description of a biller.
    ///
    /// It is `kiosk-config/schema/biller.schema.yaml` word for word, so that kioskd needs no file to know what it may
    /// read. A test holds the two together.
    static let billerText = #"""
        # What may stand in the description of a biller, one file each in billers/. The dialect is kiosk.schema.yaml's.
        # kioskd carries the same text (Schema+biller.swift); a test holds the two together.
        $schema: https://json-schema.org/draft/2020-12/schema
        title: Biller
        type: object
        required: [id, name, service, hotline, currency, exactness, tenders, account, codes]
        properties:
          id:
            type: string
            pattern: "^[a-z][a-z0-9-]{1,39}$"
            description: "Give the id the hub knows the biller by: small letters, digits and hyphens."
          name: { $ref: "#/$defs/name" }
          service:
            type: string
            enum: [electricity, water, gas, telecom, cableTelevision]
            description: Choose what the biller bills for.
          hotline:
            type: string
            pattern: "^[0-9][0-9-]{2,18}[0-9]$"
            description: "Give a telephone number in quotes, digits and hyphens, as in '0571-95598'."
          currency:
            type: string
            pattern: "^[A-Z]{3}$"
            description: "Give an ISO 4217 code, as in CNY."
          exactness:
            type: string
            enum: [ADHOC, EXACT, EXACT_UP, EXACT_DOWN]
            description: Choose which amounts the biller takes for a bill.
          tenders:
            type: array
            minItems: 1
            maxItems: 3
            description: "List how the biller is paid: cash, card, wallet."
            items: { type: string, enum: [cash, card, wallet], description: Choose a way to pay. }
          account:
            type: object
            description: Say what an account number looks like.
            required: [label, digits]
            properties:
              label: { $ref: "#/$defs/name" }
              digits: { $ref: "#/$defs/digits" }
              longestDigits: { $ref: "#/$defs/digits" }
          offline:
            type: object
            description: "Say what a kiosk may take for this biller while the hub cannot be asked; its own caps hold as well."
            properties:
              tenders:
                type: array
                maxItems: 2
                description: "List what may be taken: cash, card, or [] for nothing; as the kiosk, if left out."
                items: { type: string, enum: [cash, card], description: "Choose cash or card: a wallet needs the network." }
              largestPayment:
                type: integer
                minimum: 0
                maximum: 100000
                description: Give the most for one payment, in whole units of the currency.
              largestCount:
                type: integer
                minimum: 0
                maximum: 10000
                description: Give how many payments to this biller may wait for the hub at once.
              largestTotal:
                type: integer
                minimum: 0
                maximum: 10000000
                description: Give the most for this biller that may wait for the hub at once, in whole units.
              largestAgeHours:
                type: integer
                minimum: 1
                maximum: 720
                description: Give for how many hours its oldest payment may wait before no more are taken.
          codes:
            type: array
            maxItems: 8
            description: "List the codes on the biller's bills; [] when there are none."
            items: { $ref: "#/$defs/code" }
        $defs:
          name:
            type: object
            required: [zh, en]
            description: "Give the name in Chinese and English: {zh: …, en: …}."
            properties:
              zh: { type: string, minLength: 1, maxLength: 60, description: Give the Chinese name. }
              en: { type: string, minLength: 1, maxLength: 60, description: Give the English name. }
          digits:
            type: integer
            minimum: 1
            maximum: 30
            description: Give how many digits an account number has, and longestDigits where it may have more.
          code:
            type: object
            required: [name, symbologies, pattern, examples]
            description: "Describe the code: name, symbologies, pattern, examples."
            properties:
              name:
                type: string
                minLength: 1
                maxLength: 60
                description: Give a name for technicians.
              form:
                type: string
                enum: [text, febraban, gs1, pagopa, swissQRBill, epc069-12, emvco, japan91]
                description: Choose what the pattern is held against; the whole text, if left out.
              segment:
                type: integer
                minimum: 1
                maximum: 9
                description: Give the FEBRABAN segment, the code's second digit.
              company:
                type: string
                pattern: "^[0-9]{4}([0-9]{4})?$"
                description: "Give the FEBRABAN company in quotes: four digits, or the first eight of its CNPJ."
              payee:
                type: string
                minLength: 3
                maxLength: 140
                description: "Give the payee in quotes, as 'kioskctl code parse' says of a bill: GLN, tax code, IBAN, merchant, issuer."
              symbologies:
                type: array
                minItems: 1
                maxItems: 7
                description: List where the code stands.
                items:
                  type: string
                  enum: [code128, itf, ean13, ean8, code39, qr, gs1-128]
                  description: Choose a symbology.
              pattern:
                type: string
                minLength: 1
                maxLength: 512
                description: "Give a regular expression for the whole text with a group (?<account>…)."
              check:
                type: string
                enum: [none, luhn, weighted-3-1, recursive-mod10, mod11, mod97]
                description: Choose how the check digits at the end are reckoned; none, if left out.
              template:
                type: string
                minLength: 1
                maxLength: 512
                description: "Give the reverse of the pattern, as in '{account}{period}{amount:8}{due}{check}'."
              examples:
                type: array
                minItems: 1
                maxItems: 16
                description: Give at least one code as it stands on a bill, and what it says.
                items: { $ref: "#/$defs/example" }
          example:
            type: object
            required: [code, account]
            description: "Give the code's text and its account; reference, period, amount and due where the code carries them."
            properties:
              code: { type: string, minLength: 1, maxLength: 1024, description: Give the text of the code in quotes. }
              account: { type: string, minLength: 1, maxLength: 30, description: Give the account in quotes. }
              reference: { type: string, minLength: 1, maxLength: 140, description: Give the reference in quotes. }
              period: { type: string, description: "Give the month in quotes, as in '2026-10'." }
              amount: { type: integer, minimum: 1, maximum: 10000000000, description: Give the amount in minor units. }
              due: { type: string, description: "Give the day in quotes, as in '2026-11-21'." }

        """#

    static let biller = Schema(builtIn: billerText)
}
