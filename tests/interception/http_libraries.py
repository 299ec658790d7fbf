"""One way to ask for a URL, spoken by each library: `ask(url, headers) -> (status, body)`.

Without `verify=False` each client of httpx and httpx2 would load all certificates first, which takes 50 ms.
"""

import asyncio
import urllib.request

import aiohttp
import httpx
import httpx2
import impit
import requests
import urllib3


def with_urllib(url, headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return answer.status, answer.read()


def with_urllib3(url, headers):
    with urllib3.PoolManager() as pool:
        answer = pool.request("GET", url, headers=headers)
        return answer.status, answer.data


def with_requests(url, headers):
    answer = requests.get(url, headers=headers)
    return answer.status_code, answer.content


def with_httpx(url, headers):
    answer = httpx.get(url, headers=headers, verify=False)
    return answer.status_code, answer.content


def with_httpx2(url, headers):
    answer = httpx2.get(url, headers=headers, verify=False)
    return answer.status_code, answer.content


def with_impit(url, headers):
    answer = impit.get(url, headers=headers)
    return answer.status_code, answer.content


def with_impit_client(url, headers):
    with impit.Client() as client, client.stream("GET", url, headers=headers) as answer:
        return answer.status_code, answer.read()


def with_aiohttp(url, headers):
    async def ask():
        async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
            return answer.status, await answer.read()

    return asyncio.run(ask())


def with_httpx_async(url, headers):
    async def ask():
        async with httpx.AsyncClient(verify=False) as client:
            answer = await client.get(url, headers=headers)
            return answer.status_code, answer.content

    return asyncio.run(ask())


def with_httpx2_async(url, headers):
    async def ask():
        async with httpx2.AsyncClient(verify=False) as client:
            answer = await client.get(url, headers=headers)
            return answer.status_code, answer.content

    return asyncio.run(ask())


def with_impit_async(url, headers):
    async def ask():
        async with impit.AsyncClient() as client:
            answer = await client.get(url, headers=headers)
            return answer.status_code, answer.content

    return asyncio.run(ask())


LIBRARIES = {
    "urllib": with_urllib,
    "urllib3": with_urllib3,
    "requests": with_requests,
    "httpx": with_httpx,
    "httpx2": with_httpx2,
    "impit": with_impit,
    "impit.Client": with_impit_client,
    "aiohttp": with_aiohttp,
    "httpx.AsyncClient": with_httpx_async,
    "httpx2.AsyncClient": with_httpx2_async,
    "impit.AsyncClient": with_impit_async,
}
