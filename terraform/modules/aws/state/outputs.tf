output "bucket" {
  description = "Name of the bucket."
  value       = module.bucket.name
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = module.bucket.arn
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts the states."
  value       = local.key_arn
}

output "policy_arns" {
  description = "ARN of the policy of each unit, for the role that runs terraform there."
  value       = { for unit, policy in aws_iam_policy.unit : unit => policy.arn }
}


output "backends" {
  description = "Settings of the s3 backend of each unit, for `terraform init -backend-config`."
  value = { for unit in var.units : unit => {
    bucket       = local.name
    key          = local.keys[unit]
    region       = data.aws_region.current.id
    encrypt      = true
    kms_key_id   = local.key_arn
    use_lockfile = true
  } }
}

output "replication_role_arn" {
  description = "ARN of the role that copies the states, for the bucket and key that get them; null without replication."
  value       = module.bucket.replication_role_arn
}
