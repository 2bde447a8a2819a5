import accepts from '@fastify/accepts';
import fp from 'fastify-plugin';

export default fp(async (app) => app.register(accepts), { name: 'content-negotiation' });
