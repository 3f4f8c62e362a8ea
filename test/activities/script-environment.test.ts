import { expect, test } from 'vitest';
import { baseEnvironment } from '../../src/activities/script-environment.ts';

test("of a worker's own environment a script sees what finds programs, files, proxies and certificates", async () => {
  const allowed = {
    PATH: '/bin',
    HOME: '/root',
    USER: 'u',
    LOGNAME: 'u',
    SHELL: '/bin/sh',
    TMPDIR: '/tmp',
    TERM: 'dumb',
    LANG: 'C',
    LC_ALL: 'C',
    TZ: 'UTC',
    XDG_CACHE_HOME: '/c',
    HELM_DRIVER: 'secret',
    KUBE_EDITOR: 'vi',
    HTTPS_PROXY: 'http://p',
    no_proxy: 'localhost',
    SSL_CERT_FILE: '/ca',
    SSL_CERT_DIR: '/cas',
    KUBERNETES_SERVICE_HOST: '10.0.0.1',
  };
  const others = {
    TEMPORAL_API_KEY: 'secret',
    TEMPORAL_TLS_CLIENT_KEY_DATA: 'secret',
    KUBECONFIG: '/k',
    path: '/x',
    AWS_SECRET_ACCESS_KEY: 'secret',
    NODE_OPTIONS: '--inspect',
    UNSET: undefined,
  };
  expect(await baseEnvironment(undefined, { ...allowed, ...others })).toEqual(allowed);
});
