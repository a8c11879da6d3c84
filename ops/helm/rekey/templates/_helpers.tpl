{{- define "rekey.labels" -}}
app.kubernetes.io/name: rekey
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
