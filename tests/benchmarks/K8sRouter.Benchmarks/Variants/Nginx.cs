namespace K8sRouter.Benchmarks.Variants;

/// <summary>nginx with upstream keep-alive and without buffering of answers.</summary>
internal sealed class Nginx(int upstreamPort, string folder) : Variant("nginx")
{
    public override async Task StartAsync(CancellationToken cancellation)
    {
        Process?.Dispose();
        Port = ChildProcess.FreePort();
        var file = $"{folder}/nginx.conf";
        await File.WriteAllTextAsync(file, Configuration(), cancellation);
        Process = ChildProcess.Start(1, $"{folder}/nginx.log", Find(), "-c", file, "-p", folder);
        ReadyMilliseconds.Add(await Process.WaitUntilReadyAsync($"http://127.0.0.1:{Port}/ready", cancellation));
    }

    private static string Find() =>
        new[] { "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException(
            "nginx isn't installed; run.sh --help names the package, --variants leaves it out");

    // One worker, since the others have one core; bodies of 100 KB stay in memory, as they do in the others.
    private string Configuration() => $$"""
        daemon off;
        worker_processes 1;
        {{(Environment.UserName == "root" ? "user root;" : "")}}
        pid {{folder}}/nginx.pid;
        error_log {{folder}}/nginx-error.log;
        events { worker_connections 1024; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/nginx-body;
          proxy_temp_path {{folder}}/nginx-proxy;
          fastcgi_temp_path {{folder}}/nginx-fastcgi;
          uwsgi_temp_path {{folder}}/nginx-uwsgi;
          scgi_temp_path {{folder}}/nginx-scgi;
          client_max_body_size 32m;
          client_body_buffer_size 1m;
          keepalive_requests 10000000;
          tcp_nodelay on;
          upstream provider {
            server 127.0.0.1:{{upstreamPort}};
            keepalive 64;
            keepalive_requests 10000000;
          }
          server {
            listen 127.0.0.1:{{Port}};
            location / {
              proxy_pass http://provider;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
            }
          }
        }
        """;
}
