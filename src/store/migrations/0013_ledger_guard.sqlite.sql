-- What is booked stays as it is: mistakes are booked back.
CREATE TRIGGER ledger_entries_kept BEFORE UPDATE ON ledger_entries BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER ledger_entries_held BEFORE DELETE ON ledger_entries BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER ledger_lines_kept BEFORE UPDATE ON ledger_lines BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER ledger_lines_held BEFORE DELETE ON ledger_lines BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
