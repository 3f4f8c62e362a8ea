import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { execa } from 'execa';
import { startOnFreePorts } from '../../src/embedded/ports.ts';
import { EndedAtStartError } from '../../src/embedded/readiness.ts';
import { until } from './gate.ts';

/** Variables by which an S3 client is somebody. */
export interface S3Account {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
}

/** A real S3 server over a directory that goes with it. */
export interface S3Server extends AsyncDisposable {
  readonly port: number;
  readonly endpoint: string;
  readonly root: S3Account;
  /** Somebody without any right until a policy grants one. */
  addUser(name: string): Promise<S3Account>;
  addBucket(name: string): Promise<void>;
  /** Grants these actions (`s3:GetObject`, …) on the bucket and all in it, and nothing else. */
  grant(bucket: string, user: S3Account, actions: readonly string[]): Promise<void>;
}

const ROOT: S3Account = { AWS_ACCESS_KEY_ID: 'muster-root', AWS_SECRET_ACCESS_KEY: 'root-secret-of-a-test' };

export async function startS3Server(program: string): Promise<S3Server> {
  const dir = await mkdtemp(join(tmpdir(), 'muster-s3-'));
  for (const name of ['buckets', 'accounts', 'metadata']) await mkdir(join(dir, name));
  const { port, child } = await startOnFreePorts(['s3'], undefined, async ({ s3 }) => ({
    port: s3,
    child: await started(program, dir, s3),
  }));
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = {
    accessKeyId: ROOT.AWS_ACCESS_KEY_ID,
    secretAccessKey: ROOT.AWS_SECRET_ACCESS_KEY,
  };
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  const admin = { ADMIN_ACCESS_KEY: credentials.accessKeyId, ADMIN_SECRET_KEY: credentials.secretAccessKey };
  return {
    port,
    endpoint,
    root: ROOT,
    async addUser(name) {
      const secret = `secret-of-${name}`;
      const args = ['admin', '--endpoint-url', endpoint, 'create-user', '-a', name, '-s', secret, '-r', 'user'];
      await execa(program, args, { env: admin });
      return { AWS_ACCESS_KEY_ID: name, AWS_SECRET_ACCESS_KEY: secret };
    },
    async addBucket(name) {
      await client.send(new CreateBucketCommand({ Bucket: name }));
    },
    async grant(bucket, user, actions) {
      const resources = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
      const statements = resources.map((Resource) => ({
        Effect: 'Allow',
        Principal: { AWS: [user.AWS_ACCESS_KEY_ID] },
        Action: actions.filter((action) => action.endsWith('Bucket') !== Resource.endsWith('/*')),
        Resource,
      }));
      const Statement = statements.filter(({ Action }) => Action.length > 0);
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
      await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await ended(child);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** With its metadata in files of their own: not every disk has extended attributes. */
async function started(program: string, dir: string, port: number): Promise<ChildProcess> {
  const args = ['--port', `127.0.0.1:${port}`, '--iam-dir', join(dir, 'accounts'), '--quiet'];
  const backend = ['posix', '--sidecar', join(dir, 'metadata'), join(dir, 'buckets')];
  const env = { ...process.env, ROOT_ACCESS_KEY: ROOT.AWS_ACCESS_KEY_ID, ROOT_SECRET_KEY: ROOT.AWS_SECRET_ACCESS_KEY };
  const child = spawn(program, [...args, ...backend], { stdio: 'ignore', env });
  let hasEnded = false;
  child.on('exit', () => (hasEnded = true));
  child.on('error', () => (hasEnded = true));
  await until('the S3 server', async () => {
    if (hasEnded)
      throw new EndedAtStartError({ name: 'versitygw', code: child.exitCode, signal: child.signalCode, tail: '' });
    return await answers(port);
  });
  return child;
}

async function answers(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}
