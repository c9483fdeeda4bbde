export { buildApp } from './app.ts'
export { type Config, loadConfig } from './config.ts'
export { ENVIRONMENT } from './environment.ts'
export { runGateway } from './main.ts'
