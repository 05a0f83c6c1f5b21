"""A technician takes the head of queues: POST /v1/queues/next."""
import threading
import unittest

from daemon_fixture import Daemon

FINN = "finn@brightside.example"  # of a site that is served at every hour
PSA = {"source": "psa", "email": FINN, "subject": "Printer", "text": "It burns."}


class Work(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()
        self.technician = self.daemon.token("technician")

    def bring(self, count):
        intake = self.daemon.token("intake")
        brought = [self.daemon.http("POST", "/v1/interactions", PSA, intake) for _ in range(count)]
        self.assertEqual({status for status, _ in brought}, {201})
        return [body["ticket"] for _, body in brought]

    def next(self, queues=("any.ticket",), token=None):
        return self.daemon.http("POST", "/v1/queues/next", {"queues": list(queues)}, token or self.technician)

    def test_the_oldest_first_each_once_and_then_nobody(self):
        tickets = self.bring(3)
        for ticket in tickets:
            status, taken = self.next()
            self.assertEqual((status, taken["id"], taken["status"]), (200, ticket, "active"))
            self.assertTrue(taken["technician"])
        self.assertEqual(self.next()[0], 204)
        self.daemon.restart()
        self.assertEqual(self.next()[0], 204)
        self.assertEqual(self.daemon.get("/v1/tickets/" + tickets[0])["ticket"]["status"], "active")

    def test_many_at_once_never_take_the_same(self):
        tickets = self.bring(24)
        taken, lock = [], threading.Lock()

        def take():
            while True:
                status, ticket = self.next()
                if status == 204:
                    return
                with lock:
                    taken.append(ticket["id"])

        takers = [threading.Thread(target=take) for _ in range(8)]
        for each in takers:
            each.start()
        for each in takers:
            each.join()
        self.assertEqual(sorted(taken), sorted(tickets))

    def test_what_may_not_be_asked_for(self):
        for queues in ([], ["any.ticket"] * 101, ["nowhere"]):
            with self.subTest(queues=queues[:1]):
                status, said = self.next(queues)
                self.assertEqual((status, said["code"]), (400, "invalid"))
        self.assertEqual(self.next(["any.ticket"] * 100)[0], 204)
        self.assertEqual(self.next(token=self.daemon.token("msp", "harbor"))[0], 403)


if __name__ == "__main__":
    unittest.main()
