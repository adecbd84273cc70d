# A mail server for tests (aiosmtpd): prints a JSON line for each mail it takes, and its port first.
#   smtp_server.py [refuse] [tls CERT KEY] [deny-tls CERT KEY] [auth USER PASSWORD] [take N: ends after N mails]
import asyncio, json, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

words = sys.argv[1:]
after = lambda word: words[words.index(word) + 1:][:2]
context, taken = None, 0
for word in ('tls', 'deny-tls'):
    if word in words:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*after(word))

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if 'refuse' in words:
            return '550 5.1.1 No such mailbox here'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'data': envelope.content.decode('utf-8', 'replace'),
                          'tls': session.ssl is not None, 'user': getattr(session, 'auth_data', None) or None}), flush=True)
        global taken
        taken += 1
        if 'take' in words and taken >= int(after('take')[0]):
            asyncio.get_running_loop().call_later(0.5, sys.exit, 0)
        return '250 OK'

class Server(SMTP):
    async def smtp_STARTTLS(self, arg):
        if 'deny-tls' in words:
            return await self.push('454 4.7.0 TLS not available just now')
        return await super().smtp_STARTTLS(arg)

def authenticate(server, session, envelope, mechanism, data):
    user, password = after('auth')
    good = data.login.decode() == user and data.password.decode() == password
    return AuthResult(success=good, handled=good, auth_data=user)

async def main():
    options = dict(hostname='test', tls_context=context)
    if 'auth' in words:
        options.update(authenticator=authenticate, auth_require_tls=False)
    server = await asyncio.get_running_loop().create_server(lambda: Server(Handler(), **options), '127.0.0.1', 0)
    print(json.dumps({'port': server.sockets[0].getsockname()[1]}), flush=True)
    await server.serve_forever()

asyncio.run(main())
