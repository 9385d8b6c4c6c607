using System.Globalization;
using System.Net;
using Yarp.ReverseProxy.Forwarder;

// IHttpForwarder and nothing else: what the sidecar is measured against.
if (args is not [var port, var upstream])
{
    await Console.Error.WriteLineAsync("usage: K8sRouter.BareYarp PORT UPSTREAM");
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)));
builder.Services.AddHttpForwarder();

var app = builder.Build();
var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
using var client = new HttpMessageInvoker(new SocketsHttpHandler
{
    UseProxy = false,
    AllowAutoRedirect = false,
    AutomaticDecompression = DecompressionMethods.None,
    UseCookies = false,
    ConnectTimeout = TimeSpan.FromSeconds(15),
});
app.Run(
    async context => await forwarder.SendAsync(context, upstream, client, ForwarderRequestConfig.Empty, HttpTransformer.Default));
await app.RunAsync();
return 0;
