"""One cache file for MSAL Python and entra_token: each serves what the other has written."""

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlsplit

import msal
import msal_extensions
import pytest

HOST = "login.microsoftonline.com"


class Bench:
    """A cache file, and the two that use it, both unaware that the real cloud is a mock behind a proxy."""

    def __init__(self, mock, path):
        self.mock = mock
        self.path = path
        self.authority = f"https://{HOST}/{mock.tenant}"
        self.app_scope = f"{mock.graph}/.default"

    def entra_token(self, *arguments, **secrets):
        outcome = subprocess.run(
            [os.environ["ENTRA_TOKEN"], "get", "--authority", self.authority, "--client-id", self.mock.web,
             "--secret-env", "WEB_SECRET", "--ca-file", os.environ["REQUESTS_CA_BUNDLE"], "--cache-file", str(self.path),
             "--json", *arguments],
            env={"HTTPS_PROXY": self.mock.proxy, "WEB_SECRET": self.mock.web_secret, **secrets},
            capture_output=True, text=True, timeout=30)
        assert outcome.returncode == 0, outcome.stderr + outcome.stdout
        assert outcome.stderr == ""
        return json.loads(outcome.stdout)

    def sign_in_by_entra_token(self):
        code = self.mock.control("POST", "sign-ins", {
            "tenant": self.mock.tenant, "user": self.mock.user, "client_id": self.mock.web,
            "redirect_uri": self.mock.web_redirect, "scope": "User.Read openid profile offline_access"})["code"]
        return self.entra_token(
            "--flow", "authorization_code", "--code-env", "CODE", "--redirect-uri", self.mock.web_redirect,
            "--scope", "User.Read", "--scope", "openid", "--scope", "profile", "--scope", "offline_access", CODE=code)

    def app(self):
        cache = msal_extensions.PersistedTokenCache(msal_extensions.FilePersistence(str(self.path)))
        return msal.ConfidentialClientApplication(
            self.mock.web, authority=self.authority, client_credential=self.mock.web_secret, token_cache=cache)

    def sign_in_by_msal(self, app):
        flow = app.initiate_auth_code_flow(["User.Read"], login_hint=self.mock.user, redirect_uri=self.mock.web_redirect)
        # The proxy is for HTTPS to the cloud's hosts; the address itself is the mock's too.
        back = self.mock.follow(flow["auth_uri"].replace(f"https://{HOST}", self.mock.origin))
        return app.acquire_token_by_auth_code_flow(flow, dict(parse_qsl(urlsplit(back).query)))

    def token_requests(self):
        requests = self.mock.control("GET", "requests?path=/" + self.mock.tenant + "/oauth2/v2.0/token")
        return requests["count"]


@pytest.fixture
def bench(mock, monkeypatch, tmp_path):
    monkeypatch.setenv("HTTPS_PROXY", mock.proxy)
    monkeypatch.setenv("NO_PROXY", "localhost")
    mock.control("DELETE", "requests")
    return Bench(mock, tmp_path / "cache" / "tokens.json")


def test_msal_serves_the_applications_token_that_entra_token_wrote(bench):
    ours = bench.entra_token("--scope", bench.app_scope)
    assert ours["source"] == "network"
    result = bench.app().acquire_token_for_client([bench.app_scope])
    assert result["token_source"] == "cache"
    assert result["access_token"] == ours["access_token"]
    assert bench.token_requests() == 1


def test_entra_token_serves_the_applications_token_that_msal_wrote(bench):
    theirs = bench.app().acquire_token_for_client([bench.app_scope])
    assert theirs["token_source"] == "identity_provider"
    ours = bench.entra_token("--scope", bench.app_scope)
    assert ours["source"] == "cache"
    assert ours["access_token"] == theirs["access_token"]
    assert bench.token_requests() == 1


def test_msal_serves_the_persons_token_that_entra_token_wrote(bench):
    ours = bench.sign_in_by_entra_token()
    app = bench.app()
    account = app.get_accounts(bench.mock.user)[0]
    assert account["home_account_id"] == f"{bench.mock.user_id}.{bench.mock.tenant}"
    result = app.acquire_token_silent(["User.Read"], account)
    assert result["token_source"] == "cache"
    assert result["access_token"] == ours["access_token"]
    assert bench.token_requests() == 1
    fresh = app.acquire_token_silent([f"{bench.mock.api_uri}/access_as_user"], account)
    assert fresh["token_source"] == "identity_provider", "with the refresh token that entra_token kept"


def test_entra_token_serves_the_persons_token_that_msal_wrote(bench):
    app = bench.app()
    theirs = bench.sign_in_by_msal(app)
    ours = bench.entra_token("--flow", "silent", "--account", bench.mock.user, "--scope", "User.Read")
    assert ours["source"] == "cache"
    assert ours["access_token"] == theirs["access_token"]
    assert bench.token_requests() == 1
    scope = f"{bench.mock.api_uri}/access_as_user"
    fresh = bench.entra_token("--flow", "silent", "--scope", scope)
    assert fresh["source"] == "network"
    again = bench.app().acquire_token_silent([scope], app.get_accounts()[0])
    assert again["token_source"] == "cache" and again["access_token"] == fresh["access_token"]


def test_an_account_that_one_removes_is_gone_for_the_other(bench):
    bench.sign_in_by_entra_token()
    app = bench.app()
    app.remove_account(app.get_accounts()[0])
    left = json.loads(bench.path.read_text())
    assert not any(left[section] for section in ("Account", "AccessToken", "RefreshToken", "IdToken")), left


def test_nothing_is_lost_when_both_write_at_once(bench):
    cache = msal_extensions.PersistedTokenCache(msal_extensions.FilePersistence(str(bench.path)))
    scopes = [f"{resource}/.default" for resource in (
        bench.mock.graph, "https://management.azure.com", "https://vault.azure.net", bench.mock.api_uri)]

    def write_by_msal():
        for number in range(30):
            cache.modify("AccessToken", {
                "credential_type": "AccessToken", "secret": f"token-{number}", "home_account_id": None,
                "environment": "other.example", "client_id": "other", "realm": "other", "target": f"scope-{number}",
                "cached_at": "1740819600", "expires_on": "9999999999"}, {"token_type": "Bearer"})

    with ThreadPoolExecutor() as pool:
        writers = [pool.submit(write_by_msal), *(pool.submit(bench.entra_token, "--scope", scope) for scope in scopes)]
        for writer in writers:
            writer.result()
    kept = json.loads(bench.path.read_text())["AccessToken"].values()
    assert {entry["secret"] for entry in kept if entry["client_id"] == "other"} == {f"token-{n}" for n in range(30)}
    assert {entry["target"] for entry in kept if entry["client_id"] == bench.mock.web} == set(scopes)
    assert [file.name for file in bench.path.parent.iterdir()] == [bench.path.name], "no lock, no copy"
