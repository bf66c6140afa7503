output "bucket" {
  description = "Name of the bucket."
  value       = module.assets.name
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = module.assets.arn
}
