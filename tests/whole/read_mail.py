# Reads mails as Python's email package does and says what it found, a JSON line for each file.
#   read_mail.py DKIM-NAME DKIM-RECORD FILE…
import email, email.policy, json, sys
try:
    import dkim
except ImportError:
    dkim = None

name, record = sys.argv[1:3]
for file in sys.argv[3:]:
    with open(file, 'rb') as opened:
        raw = opened.read()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    parts = [part for part in mail.walk() if not part.is_multipart()]
    faults = [repr(fault) for part in mail.walk() for fault in part.defects]
    faults += [f'{key}: {fault!r}' for key in mail for fault in mail[key].defects]
    signed = raw[raw.find(b'DKIM-Signature:'):] if b'\nDKIM-Signature:' in raw or raw.startswith(b'DKIM-Signature:') else b''
    lookup = lambda asked, timeout=5: record.encode() if asked.rstrip(b'.').decode() == name else b''
    print(json.dumps({
        'file': file,
        'bytes': len(raw),
        'longest': max(len(line) for line in raw.split(b'\n')),
        'faults': faults,
        'type': mail.get_content_type(),
        'headers': {key.lower(): str(mail[key]) for key in mail},
        'from': [(one.display_name, one.addr_spec) for one in mail['From'].addresses],
        'to': [(one.display_name, one.addr_spec) for one in mail['To'].addresses],
        'date': mail['Date'].datetime.isoformat(),
        'parts': [{'type': part.get_content_type(), 'charset': part.get_content_charset(), 'encoding': str(part['Content-Transfer-Encoding']),
                   'text': part.get_content() if part.get_content_maintype() == 'text' else ''} for part in parts],
        'dkim': None if dkim is None or not signed else dkim.verify(raw, dnsfunc=lookup),
    }))
