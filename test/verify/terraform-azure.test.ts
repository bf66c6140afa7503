import { describeModules } from '../terraform/support/describe-modules.ts'

describeModules('azure')
