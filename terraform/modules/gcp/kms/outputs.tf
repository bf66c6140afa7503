output "key_ring" {
  description = "Id of the key ring."
  value       = google_kms_key_ring.this.id
}

output "keys" {
  description = "Id of each key (projects/.../cryptoKeys/...) by its name, as the kms_key_name of other modules; known once its users may use it."
  value       = { for key, spec in google_kms_crypto_key.this : key => spec.id }
  depends_on  = [google_kms_crypto_key_iam_member.this]
}
