// NO_PROXY in the forms in which administrators have it from curl, Go, Python and Kubernetes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { directHosts } from '../../protocol/index.ts'

const CASES: [except: string, direct: string[], proxied: string[]][] = [
  ['', [], ['http://a/', 'http://[::1]/']],
  ['*', ['http://a/', 'https://b.c/'], []],
  ['llm, *', ['http://a/'], []],
  [
    'example.com',
    ['http://example.com/', 'http://a.example.com/', 'http://EXAMPLE.com/'],
    ['http://notexample.com/'],
  ],
  ['.example.com', ['http://a.example.com/', 'http://example.com/'], ['http://bexample.com/']],
  ['*.example.com', ['http://a.b.example.com/'], ['http://example.org/']],
  ['LLM.Example.COM', ['http://llm.example.com:8000/'], []],
  ['a b\tc,,d', ['http://a/', 'http://b/', 'http://c/', 'http://d/'], ['http://e/']],
  ['llm:8000', ['http://llm:8000/v1'], ['http://llm/', 'http://llm:8001/']],
  ['llm:443', ['https://llm/'], ['http://llm/']],
  ['127.0.0.1', ['http://127.0.0.1:8000/'], ['http://127.0.0.2/']],
  [
    '10.0.0.0/8',
    ['http://10.1.2.3/', 'http://10.255.0.1:80/'],
    ['http://11.0.0.1/', 'http://ten/'],
  ],
  ['10.0.0.0/8,.svc', ['http://vllm.ai.svc/', 'http://10.0.0.1/'], ['http://svcx/']],
  ['172.16.0.0/12:8000', ['http://172.20.0.1:8000/'], ['http://172.20.0.1/']],
  ['10.0.0.0/33', [], ['http://10.0.0.1/']],
  ['::1', ['http://[::1]:8000/', 'http://[::1]/'], ['http://[::2]/']],
  ['[::1]', ['http://[::1]/'], []],
  ['[::1]:8000', ['http://[::1]:8000/'], ['http://[::1]/']],
  ['fd00::/8', ['http://[fd12:3456::1]/'], ['http://[fe80::1]/', 'http://10.0.0.1/']],
]

for (const [except, direct, proxied] of CASES) {
  test(`NO_PROXY="${except}"`, () => {
    const isDirect = directHosts(except)
    for (const url of direct) assert.equal(isDirect(new URL(url)), true, url)
    for (const url of proxied) assert.equal(isDirect(new URL(url)), false, url)
  })
}
