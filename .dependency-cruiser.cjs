/**
 * Who may import whom. Each rule says in its comment what it protects; the paths are relative to this folder.
 * Tests may import anything, therefore every `from` leaves them out.
 */
const TEST = '(\\.(test|e2e)\\.ts$|-for-tests\\.ts$|^connectors/conformance[^/]*\\.ts$)';
const OURS = '^(admin-ui|bench|connectors|domain|hub|openapi|prisma|sandbox|tests|workflows)/|^[^/]+\\.(ts|js)$';
const NEVER_TYPE_ONLY = ['type-only'];

/** Forbids a folder everything of ours but what is listed. */
function only(name, comment, from, allowed) {
  return {
    name,
    comment,
    severity: 'error',
    from: { pathNot: [TEST, '/generated/'], ...from },
    to: { path: OURS, pathNot: allowed },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only('domain-imports-nothing', 'Rules of the trade without I/O, clock or framework.', { path: '^domain/' }, [
      '^domain/',
    ]),
    {
      name: 'domain-without-packages',
      comment:
        'No Node module and no package either: the domain runs inside workflows, where neither is deterministic.',
      severity: 'error',
      from: { path: '^domain/', pathNot: TEST },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'] },
    },
    only(
      'a-connector-knows-itself-only',
      'Another platform, the registry and the rest of the hub are out of reach; what all platforms share is connectors/*.ts, and what the platforms of one company share is the folder of their first name.',
      { path: '^connectors/(([^/-]+)[^/]*)/' },
      ['^domain/', '^connectors/($1|$2)/', '^connectors/(?!registry)[^/]+\\.ts$'],
    ),
    only(
      'shared-connector-code-names-no-platform',
      'registry.ts is the only file that lists the platforms.',
      { path: '^connectors/[^/]+\\.ts$', pathNot: [TEST, '^connectors/registry\\.ts$'] },
      ['^domain/', '^connectors/[^/]+\\.ts$'],
    ),
    only(
      'the-registry-lists-assemblies',
      'It sees the index.ts of a platform, never its inside.',
      { path: '^connectors/registry\\.ts$' },
      ['^domain/', '^connectors/[^/]+\\.ts$', '^connectors/[^/]+/index\\.ts$'],
    ),
    {
      name: 'connectors-know-no-framework',
      comment: 'A connector translates; storing, scheduling and serving are others’ work.',
      severity: 'error',
      from: { path: '^connectors/', pathNot: TEST },
      to: { path: '^node_modules/(@prisma|@temporalio|express|pg|pino)/' },
    },
    only(
      'the-store-knows-the-domain',
      'Plus the shape of a message, as a type (next rule).',
      { path: '^prisma/store/' },
      ['^domain/', '^prisma/(store|generated)/', '^connectors/contract\\.ts$'],
    ),
    {
      name: 'the-store-runs-no-connector',
      comment: 'connectors/contract.ts is seen as types only.',
      severity: 'error',
      from: { path: '^prisma/store/', pathNot: TEST },
      to: { path: '^connectors/', dependencyTypesNot: NEVER_TYPE_ONLY },
    },
    only(
      'migrations-stand-alone',
      'They run before anything else can.',
      { path: '^prisma/[^/]+\\.ts$', pathNot: [TEST, '^prisma/seed\\.ts$'] },
      ['^prisma/[^/]+\\.ts$'],
    ),
    only(
      'the-seed-is-a-tool',
      'It gives the demo a merchant with a connected shop, hence store and connectors together.',
      { path: '^prisma/seed\\.ts$' },
      ['^domain/', '^prisma/', '^connectors/[^/]+\\.ts$'],
    ),
    only(
      'workflows-are-deterministic',
      'Domain, their own messages, and activities as types (next rule); anything else could differ at a replay.',
      { path: '^(workflows/.+)/[^/]+\\.(workflow|messages)\\.ts$' },
      ['^domain/', '^$1/[^/]+\\.(messages|activities)\\.ts$'],
    ),
    {
      name: 'workflows-see-activities-as-types',
      comment: 'Importing the code would pull the database into the sandboxed bundle.',
      severity: 'error',
      from: { path: '\\.(workflow|messages)\\.ts$', pathNot: TEST },
      to: { path: '\\.activities\\.ts$', dependencyTypesNot: NEVER_TYPE_ONLY },
    },
    {
      name: 'workflows-use-no-node',
      comment: 'No files, no clock, no environment, and of packages only Temporal’s workflow side.',
      severity: 'error',
      from: { path: '\\.(workflow|messages)\\.ts$', pathNot: TEST },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: '^node_modules/@temporalio/(workflow|common)/' },
    },
    only(
      'the-bundle-holds-workflows',
      'The entry of the workflow bundle lists workflow types and nothing else.',
      { path: '^workflows/workflows\\.ts$' },
      ['\\.workflow\\.ts$'],
    ),
    only(
      'activities-do-the-work',
      'Connectors through the registry, the store, the domain, and one place each that opens a shop for calls, decides what is retried and traces.',
      // With the pure leaves that stand beside them; whoever writes an order does it in the one way that orders are written.
      { path: '^(workflows/.+)/[^/]+\\.ts$', pathNot: [TEST, '\\.(workflow|messages)\\.ts$'] },
      [
        '^domain/',
        '^connectors/[^/]+\\.ts$',
        '^prisma/store/',
        '^workflows/(activity-errors|shop-access|tracing)\\.ts$',
        '^workflows/.+\\.messages\\.ts$',
        '^workflows/order/order-(record|decisions)\\.ts$',
        '^$1/(?!.*\\.workflow\\.ts$)',
      ],
    ),
    only(
      'the-worker-side-stays-small',
      'Dispatcher, worker, client and errors: no HTTP, no pages, no platform. Who opens a shop for calls has the registry, too.',
      { path: '^workflows/[^/]+\\.ts$', pathNot: [TEST, '^workflows/(workflows|shop-access)\\.ts$'] },
      [
        '^domain/',
        '^prisma/store/',
        '^connectors/(contract|errors|outgoing-address)\\.ts$',
        '^workflows/.+(?<!\\.workflow)\\.ts$',
      ],
    ),
    only(
      'the-hub-asks-others',
      'It reaches workflows by their messages, the client and what traces both, platforms by the registry, the database by the store.',
      { path: '^hub/', pathNot: [TEST, '^hub/(cli|embedded)/', '^hub/start-worker\\.ts$'] },
      [
        '^domain/',
        '^connectors/(call-gate|call-record|connection-setup|contract|errors|outgoing-address|registry|typed-order|vouchers|webhook-addresses)\\.ts$',
        '^prisma/store/',
        '^workflows/((client|wake-order|tracing)\\.ts$|.+\\.messages\\.ts$)',
        '^openapi/generated/',
        '^hub/(?!cli/|embedded/)',
      ],
    ),
    only(
      'the-worker-role-starts-in-one-file',
      'hub/start-worker.ts alone puts worker and dispatcher together.',
      { path: '^hub/start-worker\\.ts$' },
      [
        '^hub/[^/]+\\.ts$',
        '^connectors/outgoing-address\\.ts$',
        '^prisma/store/',
        '^workflows/(client|dispatcher|order-waker|runtime-log|webhook-outbox|worker)\\.ts$',
      ],
    ),
    only(
      'embedded-servers-know-no-hub',
      'They start PostgreSQL and Temporal for anybody: the demo, the build’s lock, tests, benchmarks.',
      { path: '^hub/embedded/' },
      ['^hub/embedded/'],
    ),
    only(
      'the-command-line-may-start-everything',
      'It builds, migrates, seeds and speaks to the sandbox’s control port; roles and workflows run in processes of their own.',
      { path: '^hub/cli/' },
      [
        '^build\\.ts$',
        '^connectors/(contract|errors|registry|signature-explanation|webhook-addresses)\\.ts$',
        '^hub/(cli|embedded)/',
        '^hub/(config|log|server)\\.ts$',
        '^prisma/(migrate|new-migration|seed)\\.ts$',
        '^prisma/(backup|store)/',
        '^sandbox/(cli|control-client|main)\\.ts$',
      ],
    ),
    only('pages-know-the-api-only', 'Any integrator could have written them.', { path: '^admin-ui/' }, [
      '^admin-ui/',
      '^openapi/generated/',
    ]),
    {
      name: 'pages-use-no-node',
      comment: 'They run in a browser; only the build configuration does not.',
      severity: 'error',
      from: { path: '^admin-ui/', pathNot: [TEST, '^admin-ui/vite\\.config\\.ts$'] },
      to: { dependencyTypes: ['core'] },
    },
    only(
      'the-sandbox-shares-nothing',
      'It is written from the platforms’ documents, so that a misreading of ours cannot hide in both.',
      { path: '^sandbox/' },
      ['^sandbox/'],
    ),
    only(
      'the-build-stands-alone',
      'It makes what the others need; the one lock between processes is the embedded servers’, and the collection is made beside the description.',
      { path: '^[^/]+\\.(ts|js)$' },
      ['^[^/]+\\.(ts|js)$', '^hub/embedded/file-lock\\.ts$', '^openapi/make-postman\\.ts$'],
    ),
    {
      name: 'the-product-needs-no-test-code',
      comment: 'Neither our tests and benchmarks nor a development dependency is there in an installation.',
      severity: 'error',
      from: {
        path: OURS,
        pathNot: [TEST, '^(tests|bench)/', '^[^/]+\\.(config\\.)?(ts|js)$', '^admin-ui/vite\\.config\\.ts$'],
      },
      to: { path: ['^(tests|bench)/', TEST] },
    },
    {
      name: 'the-product-needs-no-development-package',
      comment:
        'npm ci --omit=dev must leave a hub that runs; type declarations vanish and may be development packages. ' +
        'Bent twice: the last of the ways to find a Temporal server is the download of its test package, and it says so when absent; ' +
        'and the collection for Postman is made before it is committed.',
      severity: 'error',
      from: {
        path: OURS,
        pathNot: [
          TEST,
          '^(tests|bench)/',
          '^[^/]+\\.config\\.(ts|js)$',
          '^hub/embedded/temporal-sdk-download\\.ts$',
          '^openapi/make-postman\\.ts$',
        ],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: NEVER_TYPE_ONLY, pathNot: '^node_modules/@types/' },
    },
    {
      name: 'packages-are-declared',
      comment: 'What package.json does not list is there by luck.',
      severity: 'error',
      from: { path: OURS },
      to: { dependencyTypes: ['npm-no-pkg'] },
    },
    {
      name: 'imports-exist',
      comment: 'A path that leads nowhere; generated code must have been built before this check.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or hide a third. Types may point back.',
      severity: 'error',
      from: { pathNot: '/generated/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: NEVER_TYPE_ONLY } },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '/generated/'] },
    exclude: { path: ['^dist/', '^\\.jiedan/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.cjs', '.d.ts', '.json'],
    },
  },
};
