#!/usr/bin/env bash
# The flows of the small ticket systems that Fairground stands in for, one after the other, against a running service.
# Each step is checked and told; the first that fails ends the run with exit code 1.
#
#   BASE_URL=http://127.0.0.1:8080 ADMIN_EMAIL=... ADMIN_PASSWORD=... scripts/flows.sh
#
# BASE_URL   address of the service (http or https); http://127.0.0.1:8080 unless set
# ADMIN_TOKEN, or ADMIN_EMAIL and ADMIN_PASSWORD: a platform admin
# CURL_CA    file with the authority that signed the service's certificate
# Needs bash, curl 7.68 and node. It makes events and accounts under names of its own and leaves them there.
set -euo pipefail

BASE_URL=${BASE_URL:-http://127.0.0.1:8080}
BASE_URL=${BASE_URL%/}
BUYERS=100
START='2099-12-10T10:30:00Z'
PASSWORD='correct horse battery'
# Long enough for a service with its default ADDRESS_LIMIT: it takes 60 sign-ups a minute and says when to come again.
PATIENCE_SECONDS=200
RUN="$(date +%s)-$$-$RANDOM"

ROOM=$(mktemp -d)
chmod 700 "$ROOM"
PASSED=0
OUTCOME='1 failed'
FOLLOWER=
finish() {
  if [ -n "$FOLLOWER" ]; then kill "$FOLLOWER" 2>/dev/null || true; fi
  rm -rf "$ROOM"
  echo "flows: $PASSED ok, $OUTCOME"
}
trap finish EXIT

main() {
  need curl
  need node
  sign_in_admin
  go_server_and_menu
  ticket_option
  campus_shop
  flash_sale
  nothing_is_wrong_in_the_data
  OUTCOME='0 failed'
}

# --- a Go server with a terminal menu -------------------------------------------------------------------------------

go_server_and_menu() {
  echo '# A server with a menu: create, list, book'
  local organizer conference workshop type

  sign_up organizer "organizer-$RUN@fairground.test"
  organizer=$TOKEN

  as "$organizer" POST /api/events "$(event_body "ConferenceX $RUN" 30)"
  answers 'an event is created from a name, a date and a total' 201
  is '  and its total is what was asked for, and all of it is left' '30 30' "$(json '[it.total, it.left].join(" ")')"
  conference=$(json it.id)
  as "$organizer" POST /api/events "$(event_body "Workshopy $RUN" 150)"
  answers 'another event is created' 201
  workshop=$(json it.id)
  type=$(json 'it.areas[0].ticketTypes[0].id')

  anyone GET "/api/events?query=$RUN"
  answers 'anybody lists the events' 200
  is '  with name, date, total and what is left' \
    "ConferenceX $RUN|2099-12-10T10:30:00.000Z|30|30 Workshopy $RUN|2099-12-10T10:30:00.000Z|150|150" \
    "$(json 'it.items.map((e) => [e.title, e.startsAt, e.total, e.left].join("|")).sort().join(" ")')"

  as "$organizer" POST "/api/events/$workshop/orders" "$(lines_body "$type" 7)"
  answers '7 tickets are booked' 201
  is '  and each has an id and a code of its own' '7 7' \
    "$(json '[new Set(it.tickets.map((t) => t.id)).size, new Set(it.tickets.map((t) => t.code)).size].join(" ")')"
  left_is 143 "$workshop"

  type=$(first_type_of "$conference")
  as "$organizer" POST "/api/events/$conference/orders" "$(lines_body "$type" 51)"
  refused '51 of 30 are refused' 409 not-enough-left
  contains '  and the answer says how many are left' '30 left' "$(json it.detail)"
  left_is 30 "$conference"

  local quantity
  for quantity in -5 0 1.5 1000000000000 '"2"'; do
    as "$organizer" POST "/api/events/$conference/orders" "$(lines_body "$type" "$quantity")"
    refused "a quantity of $quantity is refused" 422 invalid
  done
  left_is 30 "$conference"

  as "$organizer" POST "/api/events/00000000-0000-7000-8000-000000000000/orders" "$(lines_body "$type" 1)"
  refused 'an event that does not exist is refused' 404 not-found
  as "$organizer" POST "/api/events/no-such-event-$RUN/orders" "$(lines_body "$type" 1)"
  refused '  by its short name as well' 404 not-found
  as "$organizer" GET /api/orders
  is 'nothing but the 7 was sold' '7' "$(json 'it.items.flatMap((o) => o.tickets).length')"
}

# --- a Go and PostgreSQL service with ticket options ----------------------------------------------------------------

ticket_option() {
  echo '# Ticket options with an allocation: create, read, purchase'
  local organizer user event option

  sign_up organizer "options-$RUN@fairground.test"
  organizer=$TOKEN
  as "$organizer" POST /api/events "$(event_body "Options $RUN" 1000)"
  answers 'an event takes ticket options' 201
  event=$(json it.id)

  as "$organizer" POST "/api/events/$event/ticket-types" \
    '{"name":"Early bird","description":"Until they are gone","priceMinor":0,"quota":20}'
  answers 'a ticket option is created with a name, a description and an allocation' 201
  option=$(json it.id)
  shows_left 20 "/api/events/$event/ticket-types/$option"
  is 'it is read with what remains' 'Early bird|Until they are gone|20|20' \
    "$(json '[it.name, it.description, it.quota, it.left].join("|")')"

  sign_up user "user-$RUN@fairground.test"
  user=$TOKEN
  as "$user" POST "/api/events/$event/orders" "$(lines_body "$option" 13)"
  answers 'a user purchases 13 of it' 201
  remains_is 7 "$event" "$option"

  as "$user" POST "/api/events/$event/orders" "$(lines_body "$option" 8)"
  refused '8 of the remaining 7 are refused' 409 not-enough-left
  is '  and the answer says so' 7 "$(json it.left)"
  remains_is 7 "$event" "$option"
  as "$user" GET /api/orders
  is '  and nothing was bought' '13' "$(json 'it.items.flatMap((o) => o.tickets).length')"

  # 8 users with 4 purchases each: as many as one account may have under way, so none is told to come again.
  sign_up_many rush 8
  lines_body "$option" 1 >"$ROOM/rush-order.json"
  local number attempt
  : >"$ROOM/rush-buy.curl"
  for number in $(seq 8); do
    for attempt in 1 2 3 4; do
      order_at_once rush-buy "$number-$attempt" "$(sed -n "${number}p" "$ROOM/rush.tokens")" "$event" rush-order.json
    done
  done
  at_once rush-buy
  is '32 purchases of 1 at the same time for the remaining 7: 7 are made' 7 "$(count_of rush-buy 201)"
  is '  and 25 are refused' 25 "$(count_of rush-buy 409)"
  remains_is 0 "$event" "$option"
  as "$organizer" GET "/api/events/$event/orders"
  is '  and exactly the allocation was sold' 20 "$(json it.totals.tickets)"
}

# --- a Java campus shop ---------------------------------------------------------------------------------------------

campus_shop() {
  echo '# A campus shop: accounts, administrators, customers, transactions'
  local email="customer-$RUN@fairground.test" first second new_admin event type order

  follow_log
  sign_up customer "$email"
  first=$TOKEN
  anyone POST /api/sessions "{\"email\":\"$email\",\"password\":\"$PASSWORD\"}"
  answers 'the customer signs in on another device' 201
  second=$(json it.token)
  anyone POST /api/sessions "{\"email\":\"$email\",\"password\":\"not $PASSWORD\"}"
  refused 'a wrong password is refused' 401 wrong-credentials
  anyone POST /api/accounts "{\"email\":\"$email\",\"password\":\"$PASSWORD\",\"name\":\"Twin\"}"
  refused 'a second account with this e-mail address is refused' 409 email-taken
  as "$second" GET /api/sessions
  is 'the customer sees both sessions' 2 "$(json it.items.length)"

  as "$second" PUT /api/accounts/me/password \
    "{\"currentPassword\":\"$PASSWORD\",\"newPassword\":\"$PASSWORD staple\"}"
  answers 'the customer changes the password' 204
  eventually_signed_out "$first"
  as "$second" GET /api/accounts/me
  is '  and the session that changed it goes on' "$email" "$(json it.email)"
  anyone POST /api/sessions "{\"email\":\"$email\",\"password\":\"$PASSWORD\"}"
  refused '  and the old password is refused' 401 wrong-credentials

  invite_new_admin
  new_admin=$TOKEN

  as "$new_admin" POST /api/events "{
    \"title\":\"Campus Ball $RUN\",\"startsAt\":\"2099-06-01T19:00:00+02:00\",\"endsAt\":\"2099-06-02T02:00:00+02:00\",
    \"timeZone\":\"Europe/Berlin\",\"venue\":{\"name\":\"Great Hall\",\"address\":\"Campus 1\"},
    \"description\":\"Black tie\",\"currency\":\"EUR\",\"paymentMethods\":[\"door\"],
    \"areas\":[{\"name\":\"Hall\",\"kind\":\"general\",\"capacity\":40,
      \"ticketTypes\":[{\"name\":\"Entry\",\"priceMinor\":1250}]}]}"
  answers 'the admin adds an event with title, time, venue and price' 201
  event=$(json it.id)
  as "$second" GET "/api/events/$event"
  is 'the customer sees its details and what is left' \
    "Campus Ball $RUN|2099-06-01T17:00:00.000Z|Europe/Berlin|Great Hall|1250|EUR|40" \
    "$(json '[it.title, it.startsAt, it.timeZone, it.venue.name, it.areas[0].ticketTypes[0].priceMinor, it.currency, it.left].join("|")')"
  type=$(json 'it.areas[0].ticketTypes[0].id')

  as "$second" POST "/api/events/$event/orders" \
    "{\"lines\":[{\"ticketTypeId\":\"$type\",\"quantity\":2}],\"payment\":{\"method\":\"door\"}}"
  answers 'the customer buys 2 and pays at the door' 201
  is '  and knows what is due' 'confirmed|door|due|2500|2' \
    "$(json '[it.state, it.payment.method, it.payment.state, it.payment.dueMinor, it.tickets.length].join("|")')"
  order=$(json it.id)
  left_is 38 "$event"
  as "$second" GET /api/orders
  is 'the purchase is in the history' "$order|Campus Ball $RUN|2500" \
    "$(json 'it.items.map((o) => [o.id, o.event.title, o.totalMinor].join("|")).join(" ")')"

  as "$new_admin" GET "/api/events/$event/orders"
  is 'the admin sees every transaction, who made it, and the totals' "1|2|2500|2500|EUR|$email" \
    "$(json '[it.totals.orders, it.totals.tickets, it.totals.totalMinor, it.totals.dueMinor, it.totals.currency, it.items[0].buyer.email].join("|")')"
  local view
  for view in "/api/events/$event/orders" "/api/events/$event/refusals" /api/activity "/api/activity?eventId=$event" \
    /api/admin/log /api/admin/check /api/admin/archive; do
    as "$second" GET "$view"
    refused "the customer is refused ${view/$event/EVENT}" 403 not-allowed
  done
  anyone GET "/api/events/$event/orders"
  refused '  and so is somebody who is not signed in' 401 not-signed-in

  as "$new_admin" GET "/api/activity?eventId=$event"
  is 'the activity tells what was done, newest first' 'place-order create-event' \
    "$(json 'it.items.map((a) => a.operation).join(" ")')"
  log_tells "$event"
}

invite_new_admin() {
  local email="new-admin-$RUN@fairground.test" invitation
  as "$ADMIN" POST /api/admin/invitations "{\"email\":\"$email\"}"
  answers 'the admin invites another admin' 201
  invitation=$(json it.invitation)
  anyone POST /api/accounts "{\"email\":\"$email\",\"password\":\"$PASSWORD\",\"name\":\"New Admin\",\"invitation\":\"$invitation\"}"
  answers '  who signs up with the invitation' 201
  is '  and is an admin' true "$(json it.account.admin)"
  TOKEN=$(json it.token)
  anyone POST /api/accounts "{\"email\":\"late-$RUN@fairground.test\",\"password\":\"$PASSWORD\",\"name\":\"Late\",\"invitation\":\"$invitation\"}"
  refused '  and the invitation makes no second one' 410 invitation-expired
}

# The service promises 5 s for every one of its processes.
eventually_signed_out() {
  local deadline=$((SECONDS + 10))
  while as "$1" GET /api/accounts/me && [ "$STATUS" = 200 ] && [ $SECONDS -lt $deadline ]; do sleep 0.2; done
  refused '  and the other session has ended' 401 not-signed-in
}

follow_log() {
  printf 'Authorization: Bearer %s\n' "$ADMIN" >"$ROOM/follower"
  curl "${CURL[@]}" --no-buffer --max-time 300 -H "@$ROOM/follower" -o "$ROOM/log" "$BASE_URL/api/admin/log" &
  FOLLOWER=$!
  wait_for 'the admin follows the log of the service' grep -q '^: open' "$ROOM/log"
}

# EVENT: the one that was bought from while the log was followed.
log_tells() {
  wait_for 'the log has a line of the purchase' purchase_line "$1"
  kill "$FOLLOWER" 2>/dev/null || true
  wait "$FOLLOWER" 2>/dev/null || true
  FOLLOWER=
  BODY=$(purchase_line "$1")
  is '  with its time, outcome and milliseconds' 'true|ok|true' \
    "$(json '[Date.parse(it.time) > 0, it.fields.outcome, it.fields.ms > 0].join("|")')"
  contains '  and of signing in' sign-in "$(grep -m 1 -o '"operation":"sign-in"' "$ROOM/log" || true)"
  is '  and no line has a password or an e-mail address in it' 0 \
    "$(grep -c -e "$PASSWORD" -e '@fairground.test' "$ROOM/log" || true)"
}

purchase_line() {
  grep '"operation":"place-order"' "$ROOM/log" | grep "$1" | sed -n '1s/^data: //p'
}

# --- a Go flash-sale server -----------------------------------------------------------------------------------------

flash_sale() {
  echo "# A flash sale: $BUYERS buyers for $BUYERS places at once"
  local organizer event type number

  sign_up organizer "flash-$RUN@fairground.test"
  organizer=$TOKEN
  as "$organizer" POST /api/events "$(event_body "Flash $RUN" "$BUYERS")"
  answers "an event with $BUYERS places is created" 201
  event=$(json it.id)
  type=$(json 'it.areas[0].ticketTypes[0].id')
  sign_up_many flash "$BUYERS"

  lines_body "$type" 1 >"$ROOM/flash-order.json"
  : >"$ROOM/flash-buy.curl"
  for number in $(seq "$BUYERS"); do
    order_at_once flash-buy "$number" "$(sed -n "${number}p" "$ROOM/flash.tokens")" "$event" flash-order.json
  done
  at_once flash-buy
  is "all $BUYERS buyers have their order" "$BUYERS" "$(count_of flash-buy 201)"
  is '  and each a ticket that no other has' "$BUYERS" "$(tickets_in flash-buy)"
  left_is 0 "$event"
  orders_are "$BUYERS" "$event" "$organizer"

  as "$organizer" POST "/api/events/$event/orders" "$(lines_body "$type" 1)"
  refused 'one more buyer is refused' 409 sold-out
  is '  and is told that nothing is left' 0 "$(json it.left)"

  mv "$ROOM/flash-buy" "$ROOM/first-answers"
  at_once flash-buy
  is "all $BUYERS repeat their request under its key and have the same answer" "$BUYERS" \
    "$(same_files "$ROOM/first-answers" "$ROOM/flash-buy")"
  left_is 0 "$event"
  orders_are "$BUYERS" "$event" "$organizer"
}

tickets_in() {
  node -p '
    const fs = require("fs")
    const orders = fs.readdirSync(process.argv[1]).map((name) => JSON.parse(fs.readFileSync(`${process.argv[1]}/${name}`)))
    new Set(orders.flatMap((order) => (order.tickets ?? []).map((ticket) => ticket.code))).size' "$ROOM/$1"
}

same_files() {
  local name same=0
  for name in "$1"/*; do
    if cmp -s "$name" "$2/${name##*/}"; then same=$((same + 1)); fi
  done
  echo $same
}

orders_are() {
  as "$3" GET "/api/events/$2/orders?limit=1"
  is "  and there are $1 orders with $1 tickets" "$1 $1" "$(json '[it.totals.orders, it.totals.tickets].join(" ")')"
}

# --- steps that several flows share ---------------------------------------------------------------------------------

sign_in_admin() {
  if [ -n "${ADMIN_TOKEN:-}" ]; then
    ADMIN=$ADMIN_TOKEN
  else
    local body
    body=$(EMAIL=${ADMIN_EMAIL:?set ADMIN_TOKEN, or ADMIN_EMAIL and ADMIN_PASSWORD} SECRET=${ADMIN_PASSWORD:?} \
      node -p 'JSON.stringify({ email: process.env.EMAIL, password: process.env.SECRET })')
    anyone POST /api/sessions "$body"
    answers 'the admin signs in' 201
    ADMIN=$(json it.token)
  fi
  as "$ADMIN" GET /api/accounts/me
  is 'the admin is an admin' true "$(json it.admin)"
}

nothing_is_wrong_in_the_data() {
  as "$ADMIN" GET /api/admin/check
  is 'no invariant is broken' 0 "$(json it.violations)"
}

# NAME E-MAIL; the session's token is in TOKEN.
sign_up() {
  anyone POST /api/accounts "{\"email\":\"$2\",\"password\":\"$PASSWORD\",\"name\":\"$1\"}"
  answers "an account is made ($1)" 201
  TOKEN=$(json it.token)
}

# NAME COUNT; their tokens are the lines of $ROOM/NAME.tokens.
sign_up_many() {
  local number
  : >"$ROOM/$1.curl"
  for number in $(seq "$2"); do
    echo "{\"email\":\"$1-$number-$RUN@fairground.test\",\"password\":\"$PASSWORD\",\"name\":\"$1 $number\"}" \
      >"$ROOM/$1-$number.json"
    request_at_once "$1" "$number" /api/accounts "$1-$number.json"
  done
  # Fewer at a time than the 50 who may wait for their password to be hashed.
  at_once "$1" 20
  is "$2 accounts are made" "$2" "$(count_of "$1" 201)"
  node -e '
    for (let number = 1; number <= Number(process.argv[2]); number += 1)
      console.log(JSON.parse(require("fs").readFileSync(`${process.argv[1]}/${number}`)).token)' \
    "$ROOM/$1" "$2" >"$ROOM/$1.tokens"
}

event_body() {
  echo "{\"title\":\"$1\",\"startsAt\":\"$START\",\"areas\":[{\"name\":\"Hall\",\"kind\":\"general\",\"capacity\":$2,
    \"ticketTypes\":[{\"name\":\"Entry\",\"priceMinor\":0}]}]}"
}

lines_body() {
  echo "{\"lines\":[{\"ticketTypeId\":\"$1\",\"quantity\":$2}]}"
}

first_type_of() {
  anyone GET "/api/events/$1/ticket-types"
  json 'it.items[0].id'
}

left_is() {
  shows_left "$1" "/api/events/$2"
  is "  and $1 are left" "$1" "$(json it.left)"
}

remains_is() {
  shows_left "$1" "/api/events/$2/ticket-types/$3"
  is "  and $1 remain" "$1" "$(json it.left)"
}

# NUMBER PATH: another process of the service than the one that sold may know it up to a second later.
shows_left() {
  local deadline=$((SECONDS + 5))
  anyone GET "$2"
  until [ "$(json it.left)" = "$1" ] || [ $SECONDS -ge $deadline ]; do
    sleep 0.2
    anyone GET "$2"
  done
}

# --- calling and checking -------------------------------------------------------------------------------------------

# --disable: nobody's own .curlrc has a say. 429 and 503 are repeated after Retry-After; nothing was done then.
CURL=(--disable --silent --show-error --connect-timeout 5 --max-time 30 --retry 8 --retry-max-time "$PATIENCE_SECONDS")
if [ -n "${CURL_CA:-}" ]; then CURL+=(--cacert "$CURL_CA"); fi

# TOKEN METHOD PATH [BODY]; the answer is in STATUS and BODY. Tokens and bodies stay off the command line.
as() {
  printf 'Authorization: Bearer %s\n' "$1" >"$ROOM/headers"
  shift
  send "$@"
}

anyone() {
  : >"$ROOM/headers"
  send "$@"
}

send() {
  local with=()
  rm -f "$ROOM/body"
  if [ $# -gt 2 ]; then
    printf '%s' "$3" >"$ROOM/request"
    echo 'Content-Type: application/json' >>"$ROOM/headers"
    with=(--data-binary "@$ROOM/request")
  fi
  STATUS=$(curl "${CURL[@]}" -X "$1" -H "@$ROOM/headers" ${with[@]+"${with[@]}"} \
    -o "$ROOM/body" -w '%{http_code}' "$BASE_URL$2") || true
  BODY=$(cat "$ROOM/body" 2>/dev/null || true)
}

# LIST NAME PATH BODY-FILE [TOKEN]: one more request of those that `at_once LIST` sends together.
request_at_once() {
  {
    echo "url = \"$BASE_URL$3\""
    echo "data-binary = \"@$ROOM/$4\""
    echo 'header = "Content-Type: application/json"'
    if [ $# -gt 4 ]; then
      echo "header = \"Authorization: Bearer $5\""
      echo "header = \"Idempotency-Key: $RUN-$1-$2\""
    fi
    if [ -n "${CURL_CA:-}" ]; then echo "cacert = \"$CURL_CA\""; fi
    echo "output = \"$ROOM/$1/$2\""
    echo 'write-out = "%{http_code}\n"'
    echo 'max-time = 30'
    echo 'retry = 8'
    echo "retry-max-time = $PATIENCE_SECONDS"
    echo 'next'
  } >>"$ROOM/$1.curl"
}

# LIST NAME TOKEN EVENT BODY-FILE
order_at_once() {
  request_at_once "$1" "$2" "/api/events/$4/orders" "$5" "$3"
}

# LIST [HOW-MANY-AT-A-TIME]; the answers are in the files of $ROOM/LIST, their statuses in $ROOM/LIST.status.
at_once() {
  mkdir "$ROOM/$1"
  # The last `next` begins a request that never comes.
  sed '$d' "$ROOM/$1.curl" >"$ROOM/$1.curl.all"
  curl --disable --no-progress-meter --parallel --parallel-immediate --parallel-max "${2:-$BUYERS}" \
    --config "$ROOM/$1.curl.all" >"$ROOM/$1.status" || true
}

# LIST STATUS: how many answers had it.
count_of() {
  grep -c "^$2\$" "$ROOM/$1.status" || true
}

# A value of the answer, by a JavaScript expression over `it`.
json() {
  node -p "const it = JSON.parse(require('fs').readFileSync(0, 'utf8')); $1" <<<"$BODY" 2>/dev/null || echo '(no such value)'
}

answers() {
  if [ "$STATUS" = "$2" ]; then ok "$1"; else failed "$1" "$2" "$STATUS $BODY"; fi
}

refused() {
  local came
  came="$STATUS $(json it.code)"
  if [ "$came" = "$2 $3" ]; then ok "$1 ($2 $3)"; else failed "$1" "$2 $3" "$STATUS $BODY"; fi
}

is() {
  if [ "$2" = "$3" ]; then ok "$1"; else failed "$1" "$2" "$3 (the last answer was $STATUS $BODY)"; fi
}

contains() {
  case $3 in
    *"$2"*) ok "$1" ;;
    *) failed "$1" "something with \"$2\"" "$3" ;;
  esac
}

# WHAT COMMAND...: until the command succeeds, for 15 s at most.
wait_for() {
  local what=$1 deadline=$((SECONDS + 15))
  shift
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $deadline ]; then failed "$what" "$* to succeed within 15 s" 'nothing of the kind'; fi
    sleep 0.1
  done
  ok "$what"
}

ok() {
  PASSED=$((PASSED + 1))
  echo "ok      $1"
}

failed() {
  echo "FAILED  $1"
  echo "        expected: $2"
  echo "        came:     $3"
  exit 1
}

need() {
  if ! command -v "$1" >/dev/null; then failed "$1 is there" "a program called $1" 'none in PATH'; fi
}

main
