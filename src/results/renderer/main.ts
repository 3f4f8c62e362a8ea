import { parentPort, workerData } from 'node:worker_threads';
import { answerNames, type RendererData } from './answer.ts';

if (parentPort === null) throw new Error('this is no program: a worker starts it as a thread');
answerNames(parentPort, workerData as RendererData);
