"""Where the mock is, who exists in its directory, and how to steer it."""

import json
import os
from pathlib import Path

import pytest
import requests


class Mock:
    """The running mock, as the tests of this folder see it."""

    def __init__(self):
        ready = json.loads(Path(os.environ["MOCK_READY_FILE"]).read_text())
        self.origin = ready["https"]
        self.http = ready["http"]
        self.proxy = ready["proxy"]
        self.tenant = "5a1f0c52-6c1d-4b0c-9d5e-0a1b2c3d4e01"
        self.authority = f"{self.origin}/{self.tenant}"
        self.user = "ada@interop.onmicrosoft.com"
        self.password = "Passw0rd!ada"
        self.user_id = "5a1f0c52-aaaa-4b0c-9d5e-000000000001"
        self.web = "5a1f0c52-0001-4b0c-9d5e-000000000001"
        self.web_secret = "interop-web-secret"
        self.web_redirect = "http://localhost:7357/cb"
        self.native = "5a1f0c52-0002-4b0c-9d5e-000000000002"
        self.native_redirect = "http://localhost"
        self.api = "5a1f0c52-0004-4b0c-9d5e-000000000004"
        self.api_secret = "interop-api-secret"
        self.api_uri = "api://interop-api"
        self.guarded_uri = "api://interop-guarded"
        self.graph = "https://graph.microsoft.com"
        self.work = Path(os.environ["MOCK_WORK_DIR"])
        self.identity_header = os.environ["MOCK_IDENTITY_HEADER"]

    def control(self, method, path, body=None):
        answer = requests.request(method, f"{self.origin}/_mock/{path}", json=body, timeout=10)
        assert answer.ok, f"{method} /_mock/{path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.text else None

    def follow(self, url):
        """An authorization request as a browser would send it; answers where it leads."""
        answer = requests.get(url, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def claims(self, token):
        """The claims of a token whose signature an independent library has verified."""
        import jwt

        keys = jwt.PyJWKSet.from_dict(requests.get(f"{self.authority}/discovery/v2.0/keys", timeout=10).json())
        kid = jwt.get_unverified_header(token)["kid"]
        return jwt.decode(token, keys[kid].key, algorithms=["RS256"], options={"verify_aud": False})


@pytest.fixture(scope="session")
def mock():
    return Mock()
