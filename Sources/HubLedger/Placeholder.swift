// HubLedger
