"""A request queue in a few lines: what the property tests hold the real one against, on both floors."""

SECONDS_A_CLIENT_MAY_ASK_FOR = (1, 5, 60)


class QueueModel:
    """Keys of requests: `line` in the order in which they are handed out, `locks` in the order of their locking."""

    def __init__(self):
        self.now = 0.0
        self.known = []
        self.line = []
        self.locks = {}
        self.handled = set()
        self.clients = set()
        self.writes = self.deletes = 0

    def pass_time(self, seconds):
        self.now += seconds
        for key, (_, until, forefront) in sorted(self.locks.items(), key=lambda item: item[1][1]):
            if until <= self.now:
                del self.locks[key]
                self.line_up(key, forefront)

    def line_up(self, key, forefront):
        self.line.insert(0 if forefront else len(self.line), key)

    def add(self, key, client, forefront):
        self.clients.add(client)
        was = key in self.known, key in self.handled
        if not was[0]:
            self.known.append(key)
            self.line_up(key, forefront)
            self.writes += 1
        return was

    def update(self, key, client, forefront, handled):
        self.clients.add(client)
        was = key in self.known, key in self.handled
        self.known += [] if was[0] else [key]
        self._forget_place(key)
        if handled:
            self.handled.add(key)
        else:
            self.line_up(key, forefront)
        self.writes += 1
        return was

    def delete(self, key, client):
        self.clients.add(client)
        if key in self.known:
            self.known.remove(key)
            self._forget_place(key)
            self.deletes += 1

    def head(self, client, limit):
        self.clients.add(client)
        return self.line[:limit]

    def lock_head(self, client, limit, seconds):
        self.clients.add(client)
        taken, self.line = self.line[:limit], self.line[limit:]
        self.locks |= dict.fromkeys(taken, (client, self.now + seconds, False))
        self.writes += len(taken)
        return taken

    def prolong(self, key, client, seconds, forefront):
        self.clients.add(client)
        if not self._may(key, client):
            return False
        del self.locks[key]
        self.locks[key] = (client, self.now + seconds, forefront)
        return True

    def release(self, key, client, forefront):
        self.clients.add(client)
        if not self._may(key, client):
            return False
        del self.locks[key]
        self.line_up(key, forefront)
        return True

    def unlock(self, client):
        self.clients.add(client)
        unlocked = [key for key, (owner, _, _) in self.locks.items() if owner == client]
        for key in unlocked:
            del self.locks[key]
            self.line_up(key, False)
        return len(unlocked)

    def _may(self, key, client):
        return key in self.locks and self.locks[key][0] == client

    def _forget_place(self, key):
        self.locks.pop(key, None)
        self.handled.discard(key)
        if key in self.line:
            self.line.remove(key)
