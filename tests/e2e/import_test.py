"""Large files of a directory: nobody else waits while one is read."""
import http.client
import json
import threading
import unittest

from daemon_fixture import Daemon


def large_file(contacts):
    return json.dumps({"contacts": [
        {"id": "c%d" % i, "site": "brightside-london", "first_name": "Person", "last_name": "Number %d" % i,
         "emails": ["person%d@brightside.example" % i]} for i in range(contacts)]})


class Imports(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()
        self.msp = self.daemon.token("msp", "harbor")
        self.answers = []  # of large files, in the order in which they came
        self.answered = threading.Condition()

    def post(self, body):
        return self.daemon.http("POST", "/v1/import?dry_run=true", body, self.msp,
                                {"Content-Type": "application/json"})

    def post_large(self, body):
        try:
            answer = self.post(body)
        except (OSError, http.client.HTTPException) as error:  # cut, where the daemon ends
            answer = None, error
        with self.answered:
            self.answers.append(answer)
            self.answered.notify()

    def two_at_once(self):
        """Both threads; the refused one answers first: from then on the other's file is being read."""
        body = large_file(20000)
        posts = [threading.Thread(target=self.post_large, args=(body,)) for _ in range(2)]
        for post in posts:
            post.start()
        with self.answered:
            self.answered.wait_for(lambda: self.answers)
        status, problem = self.answers[0]
        self.assertEqual((status, problem["code"]), (503, "store_busy"))
        self.assertIn("another import is being read", problem["detail"])
        return posts

    def test_mail_and_api_are_served_while_a_large_file_is_read(self):
        posts = self.two_at_once()
        self.daemon.smtp().quit()
        self.assertEqual(self.daemon.http("GET", "/readyz")[0], 200)
        self.assertEqual(len(self.answers), 1, "the file was read before anybody else was served")
        for post in posts:
            post.join()
        status, report = self.answers[1]
        self.assertEqual((status, report["counts"]["added"]), (200, 20000))
        self.assertEqual(self.post('{"contacts":[]}')[0], 200)

    def test_a_stop_in_the_middle_of_a_file_ends_cleanly(self):
        posts = self.two_at_once()
        self.assertEqual(self.daemon.stop(), 0)
        for post in posts:
            post.join()


if __name__ == "__main__":
    unittest.main()
