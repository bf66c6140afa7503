output "distribution_id" {
  description = "Id of the distribution, for the invalidation after an upload."
  value       = aws_cloudfront_distribution.this.id
}

output "distribution_arn" {
  description = "ARN of the distribution, for the policies of those who invalidate."
  value       = aws_cloudfront_distribution.this.arn
}

output "domain_name" {
  description = "Host name of the distribution, for alias records."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "hosted_zone_id" {
  description = "Id of the zone of that host name, for alias records of Route 53."
  value       = aws_cloudfront_distribution.this.hosted_zone_id
}

output "bucket" {
  description = "Name of the bucket to which the site is uploaded."
  value       = module.bucket.name
}

output "bucket_arn" {
  description = "ARN of that bucket, for the policies of those who upload."
  value       = module.bucket.arn
}

output "bucket_protected" {
  description = "Whether the bucket of the site is protected from deletion."
  value       = module.bucket.settings.deletion_protection
}
