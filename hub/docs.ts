import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
// Not the package itself: it would run the whole browser bundle to tell where its files are.
import absolutePath from 'swagger-ui-dist/absolute-path.js';
import { readSpec } from './spec.ts';
import type { HubContext } from './context.ts';
import { describeProblems } from './problem.ts';

const POSTMAN = fileURLToPath(new URL('../openapi/generated/postman-collection.json', import.meta.url));

/** `/docs` with try-it, `/openapi.json`, `/postman.json` for Postman, and a line for each problem type at its own address. */
export function mountDocs(app: Express, _context: HubContext): void {
  const spec = readSpec();
  app.get('/openapi.json', (_request, response) => void response.set('Access-Control-Allow-Origin', '*').json(spec));
  app.get('/postman.json', (_request, response) => void response.sendFile(POSTMAN));
  app.get('/docs/start.js', (_request, response) => {
    response
      .type('text/javascript')
      .send(`window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true });`);
  });
  app.get(['/docs', '/docs/'], (_request, response) => void response.type('html').send(PAGE));
  app.use('/docs', express.static(absolutePath(), { index: false, maxAge: '1d' }));
  app.get('/problems', (_request, response) => void response.json({ items: describeProblems() }));
  app.get('/problems/:slug', (request, response, next) => {
    const problem = describeProblems().find(({ slug }) => slug === request.params.slug);
    if (problem) response.json(problem);
    else next();
  });
}

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>jiedan API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="docs"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>`;
